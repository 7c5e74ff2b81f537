"""The yearly report on the security of systems, form 08 of Decree 331/2026/NĐ-CP, filled in from answers."""
