"""Posts: made singly, or the standard ones of an organisation all at once."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger
from core.errors import Conflict
from core.models import Organisation, User
from roles import policies
from roles.duties import Duty
from roles.models import Post, PostDuty
from roles.services.chains import chain_of
from roles.standard_posts import standard_posts


@transaction.atomic
def make_post(
    *, actor: User | None, organisation: Organisation, title: str, duties: Collection[Duty], is_head: bool = False
) -> Post:
    """Add a post with its duties; the system administrator's work, empty until a person is appointed."""
    if actor is not None:
        policies.require_governing(actor, Duty.ADMINISTER_SYSTEM, organisation)
    if Post.objects.filter(organisation=organisation, title=title).exists():
        raise Conflict(_("该机关已有同名岗位"))
    post = Post.objects.create(organisation=organisation, title=title, is_head=is_head)
    PostDuty.objects.bulk_create([PostDuty(post=post, duty=duty) for duty in sorted(duties)])
    ledger.record(
        actor=actor, action="post_made", chain=chain_of(organisation), post=post.pk, title=title, duties=sorted(duties)
    )
    return post


@transaction.atomic
def staff(organisation: Organisation, *, actor: User | None = None) -> list[Post]:
    """Make the standard posts that the organisation lacks, and return all its posts in order; idempotent.

    A post that exists keeps the duties it has: what a place has changed is not changed back.
    """
    if actor is not None:
        policies.require_governing(actor, Duty.ADMINISTER_SYSTEM, organisation)
    present = set(Post.objects.filter(organisation=organisation).values_list("title", flat=True))
    standard = standard_posts(organisation)
    wanted = [(position, post) for position, post in enumerate(standard) if post.title not in present]
    if wanted:
        made = Post.objects.bulk_create(
            [
                Post(organisation=organisation, title=post.title, is_head=post.is_head, position=position)
                for position, post in wanted
            ]
        )
        pairs = [(row, duty) for row, (_position, post) in zip(made, wanted, strict=True) for duty in post.duties]
        PostDuty.objects.bulk_create([PostDuty(post=row, duty=duty) for row, duty in pairs])
        titles = [post.title for _position, post in wanted]
        ledger.record(actor=actor, action="posts_made", chain=chain_of(organisation), at=organisation.pk, titles=titles)
    return list(Post.objects.filter(organisation=organisation).order_by("position", "pk"))
