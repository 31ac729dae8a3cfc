problem-recording-not_found = Nothing was recorded under this receipt. Check its twelve characters, or ask a facilitator for help.
