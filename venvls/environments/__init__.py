"""Which environment a project has, what is in it, and how it is made, activated and mended.

Looking is reading files: nothing here starts an interpreter to find or to understand one. Only
`creation` and `probing` run processes, when they are asked to. Does not know manifests beyond what
names an environment, nor indexes.
"""
