mail-signature = { $site }
mail-sign_in-subject = Your code to come in
mail-sign_in-text =
    Hello,

    Here is your code:

    { $code }

    Type it where you asked for it. It works once, for 15 minutes.

    You asked for nothing? Give this code to nobody and forget this message: without the code nobody comes in.
mail-password-subject = Your code to choose a new password
mail-password-text =
    Hello,

    Here is your code:

    { $code }

    Type it where you asked for it, with your new password. It works once, for 15 minutes.

    You asked for nothing? Give this code to nobody and forget this message: your password does not change.
mail-password_unknown-subject = No account at this address
mail-password_unknown-text =
    Hello,

    Somebody asked for a new password for this address, but no account uses it.

    If it was you, your account may have another address; you can open one as well. If not, forget this message.
mail-password_changed-subject = Your password was changed
mail-password_changed-text =
    Hello,

    The password of your account has just been changed, and your other sessions were ended.

    If it was not you, ask for a code at once and choose a new password.
mail-email-subject = Your code to confirm this address
mail-email-text =
    Hello,

    Here is your code:

    { $code }

    Type it where you asked for it: your account will then use this address. It works once, for 15 minutes.

    You asked for nothing? Give this code to nobody and forget this message.
mail-email_taken-subject = This address has an account already
mail-email_taken-text =
    Hello,

    Somebody wanted to give your address to another account. Nothing has changed: it is still that of yours.
mail-email_changed-subject = The address of your account was changed
mail-email_changed-text =
    Hello,

    Your account uses another address from now on. This one does not open it any more, and your other sessions were ended.

    If it was not you, write to us without delay.
mail-session_reused-subject = One of your sessions was ended
mail-session_reused-text =
    Hello,

    One of your sessions was ended to be safe: the token that prolongs it was used twice, perhaps because somebody copied it.

    Sign in again, and look at the list of your sessions. If you do not know one of them, end it and change your password.
mail-webhook_stopped-subject = A webhook was switched off
mail-webhook_stopped-text =
    Hello,

    A webhook that you made sends nothing any more: its receiver answered that it is gone, or nothing arrived for five days.

    Look at its deliveries, mend what is wrong, and switch it on again: { $site }/staff/webhooks/{ $webhook }
