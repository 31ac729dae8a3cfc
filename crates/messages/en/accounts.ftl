problem-account-not_found = There is no such account.
problem-account-erased = This account was erased.
problem-account-code_wrong =
    { $left ->
        [one] This is not the right code. One try is left.
       *[other] This is not the right code. { $left } tries are left.
    }
problem-account-code_expired = This code does not work any more. Ask for a new one.
problem-account-credentials_wrong = Address and password do not go together. Try again, or ask for a code.
problem-account-email_taken = This address belongs to another account.
problem-account-token_reused = This token was used before: the session was ended to be safe. Sign in again.
problem-account-proof_used = This proof has confirmed the link of another account already.
problem-account-proof_unfit = This proof does not show this link. Choose another proof, or have the declared link corrected.
problem-account-already_granted = This account has this role here already.
problem-account-link_not_declared = This person declared no link with this plan. They have to do so themselves first.
problem-account-last_admin = This is the last admin. Appoint another one first.
problem-account-session_not_found = There is no such session.
problem-account-grant_not_found = There is no such role.
problem-account-password_weak =
    { $reason ->
        [too_short] This is too short: at least { $min } characters are needed. Several words in a row make a good password.
        [too_long] This is too long: { $max } characters at most.
        [control_character] It has an invisible character, perhaps the end of a line that was pasted with it.
        [context] Leave your name, your address and the name of the service out of it.
        [common] This password is among the most common ones. Choose several words that have nothing in common.
       *[other] This password is quickly guessed. Choose several words that have nothing in common.
    }
problem-account-password_locked = Too many wrong passwords in a row. Ask for a code: it opens the account, and lets you choose a new password.
problem-account-pseudonym_imposed = Under 15, the site gives the pseudonym. Leave the name empty.
problem-account-sign_in_again = For this, give your present password, or sign in again.
