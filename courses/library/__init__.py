"""The library beside the modules: guides, links, videos, files, at /library/ (docs/library.md). No structure, but
for shares.

models      Resource and its file, Favourite, Collection, Share (to a learner), OutdatedReport
search      words in three dictionaries, accents, typing errors; facets
selectors   what is shown to whom; `files`: what a file may be
services    keeping, sharing, reporting, collections, the curators' acts
shipping    the resources that come with Halte (courses/content/library/), loaded again at each start
views       reading (search, a resource), own (shelves, collections), sharing (to learners), curating (the desk)
"""
