"""What course.py needs to make the course's environment: only the standard library, for any Python from 3.6."""
