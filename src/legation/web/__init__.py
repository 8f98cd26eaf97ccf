"""The local web dossier: pages over one study, for the user of this machine alone."""
