"""The pages of the desk: inbox, task, dossier, meetings."""
