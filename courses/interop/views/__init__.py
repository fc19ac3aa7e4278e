"""The pages: a structure's exchange with others, the administrators' platforms, and what platforms call."""
