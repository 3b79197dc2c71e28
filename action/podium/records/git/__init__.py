"""Git's command line: one function a question, and what its refusals mean."""
