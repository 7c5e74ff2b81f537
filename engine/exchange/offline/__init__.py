"""A unit's self-assessment as a workbook that is filled in without the net and taken in again."""
