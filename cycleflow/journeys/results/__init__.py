"""What a cycle came to, person by person and grade by grade, to be taken into a spreadsheet."""
