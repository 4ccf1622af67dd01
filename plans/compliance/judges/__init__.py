"""The pure functions behind the judged rules: a picture and the basis of a day in, what is found out."""
