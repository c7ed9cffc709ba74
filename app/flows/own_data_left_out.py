"""What is about a cadre and no part of what she is given, and why."""

# Columns that name a cadre and are in no part, and why.
LEFT_OUT = {
    "appeals.decided_by": "about somebody else's appeal",
    "campaigns.created_by": "a name for challenges, which are there",
    "case_cadres.cadre_id": "a doubt that is looked into; what is decided is told, and is there",
    "cases.cadre_id": "a doubt that is looked into; what is decided is told, and is there",
    "cases.decided_by": "about somebody else",
    "content_sources.added_by": "an office's work on the party's own feeds",
    "daily_counts.cadre_id": "counts hand-ins of a day, which are there",
    "daily_points.cadre_id": "sums points of a day, which are there",
    "entries.by": "who decided about somebody else's points",
    "kit_images.added_by": "an office's work on challenges, which are there",
    "link_attempts.cadre_id": "sealed and gone within minutes",
    "notice_readers.cadre_id": "only that she looked, last when",
    "order_totals.cadre_id": "the same points in another order",
    "provider_policies.acknowledged_by": "an office's decision, kept as the party's own record",
    "pushes.cadre_id": "keeps from calling twice a day; what she was told is there",
    "reversals.decided_by": "about somebody else's post",
    "reversals.proposed_by": "about somebody else's post",
    "review_turns.reviewer_id": "what she said of posts is there as reviews",
    "roles.granted_by": "about somebody else's role",
    "sanctions.decided_by": "about somebody else",
    "sanctions.proposed_by": "about somebody else",
    "slips.cadre_id": "gone within minutes",
    "verdicts.by": "about somebody else's post; her own opinions are there as reviews",
}
