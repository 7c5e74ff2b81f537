"""A form's pages as templates see them: fields, answers in words, where a link leads."""
