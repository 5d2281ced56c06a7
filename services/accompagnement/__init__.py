"""Who helps the structures: requests, animators, projects."""
