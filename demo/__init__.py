"""`make demo`: the main job, step by step, by a real server over stdio and a real client."""
