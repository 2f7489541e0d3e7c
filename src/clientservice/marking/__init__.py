"""A small page on which teachers mark essays by their rubric, beside nbgrader's formgrader and in the same gradebook.

Loaded by the teacher's JupyterLab only, as the server extension ``clientservice.marking._server``.
"""
