"""The Service d'accès aux soins: free slots of the doctors' booking editors."""
