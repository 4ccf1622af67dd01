"""Posts: made singly, or the standard ones of an organisation all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger
from core.errors import Conflict
from core.models import Organisation, User
from roles import policies
from roles.duties import Duty
from roles.models import Post, PostDuty
from roles.services.chains import chain_of, chains_of
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


def staff(organisation: Organisation, *, actor: User | None = None) -> list[Post]:
    """Make the standard posts that the organisation lacks, and return all its posts in order; idempotent.

    A post that exists keeps the duties it has: what a place has changed is not changed back.
    """
    return staff_all([organisation], actor=actor)


@transaction.atomic
@ledger.written_last()
def staff_all(organisations: Sequence[Organisation], *, actor: User | None = None) -> list[Post]:
    """What `staff` does, for many organisations in as few statements; the posts in the organisations' order."""
    if actor is not None:
        for organisation in organisations:
            policies.require_governing(actor, Duty.ADMINISTER_SYSTEM, organisation)
    present = {(post.organisation_id, post.title) for post in _posts_of(organisations)}
    wanted = [
        (Post(organisation=organisation, title=post.title, is_head=post.is_head, position=position), post.duties)
        for organisation in organisations
        for position, post in enumerate(standard_posts(organisation))
        if (organisation.pk, post.title) not in present
    ]
    Post.objects.bulk_create([post for post, _duties in wanted])
    PostDuty.objects.bulk_create([PostDuty(post=post, duty=duty) for post, duties in wanted for duty in duties])
    titles = defaultdict[int, list[str]](list)
    for post, _duties in wanted:
        titles[post.organisation_id].append(post.title)
    chains = chains_of(organisations)
    for at, made in titles.items():
        ledger.record(actor=actor, action="posts_made", chain=chains[at], at=at, titles=made)
    return _posts_of(organisations)


def _posts_of(organisations: Sequence[Organisation]) -> list[Post]:
    """Every post of these organisations in their order, each post knowing its organisation; one statement."""
    places = {organisation.pk: organisation for organisation in organisations}
    rank = {pk: n for n, pk in enumerate(places)}
    posts = list(Post.objects.filter(organisation__in=places).order_by("position", "pk"))
    for post in posts:
        post.organisation = places[post.organisation_id]
    return sorted(posts, key=lambda post: rank[post.organisation_id])
