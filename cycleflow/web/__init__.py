"""The pages: the task behind a mailed link, the HR console, the auditor."""
