"""One file for each thing that a program asks for."""
