"""A cadre's own organic accounts on platforms.

Owns: linked accounts, attempts to link, sealed tokens.
Does not know: challenges, submissions, points.
Invariants: one external account belongs to one cadre, ever; one account per cadre and provider;
a link begins, returns and is confirmed by the same cadre in the same session; tokens are sealed
with cadre and provider as associated data and never leave this package unsealed but to a provider.
Begin at `linking.py`.
"""
