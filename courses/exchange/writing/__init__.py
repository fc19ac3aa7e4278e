"""Questions as files of other systems. Each writer takes questions, a title and a language, and returns bytes."""
