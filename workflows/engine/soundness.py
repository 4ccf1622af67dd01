"""Questions about the graph of a flow, decided without running it."""

from __future__ import annotations

from typing import Any

from workflows.engine.nodes import Countersign, Finish, Gather, Regulation, Step


def successors(node: Any) -> list[Any]:
    """The nodes directly after."""
    return [edge.dst for edge in node._outgoing()]


def reachable(node: Any) -> set[str]:
    """Names of the nodes after this one, itself only if a way leads back to it."""
    found: set[str] = set()
    ahead = successors(node)
    while ahead:
        following = ahead.pop()
        if following.name not in found:
            found.add(following.name)
            ahead += successors(following)
    return found


def onward(flow: type[Regulation], name: str) -> frozenset[str]:
    """Names of the nodes after this one of a flow, without going back anywhere."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        at = ahead.pop()
        following = {
            node.name for node in successors(flow.instance.node(at)) if (at, node.name) not in flow.ways_back()
        }
        ahead += following - found
        found |= following
    return frozenset(found)


def asks_in_turn(flow: type[Regulation]) -> bool:
    """Whether a countersign of it asks one seat after the other."""
    return any(isinstance(node, Countersign) and node.in_turn for node in flow.instance.nodes())


def gathers_of(countersign: Countersign) -> set[str]:
    """Names of the gathers where the seats of a countersign come together; "" stands for an end before any."""
    found: set[str] = set()
    seen: set[tuple[str, int]] = set()
    ahead = [(node, 0) for node in successors(countersign)]
    while ahead:
        node, depth = ahead.pop()
        if (node.name, depth) in seen:
            continue
        seen.add((node.name, depth))
        if isinstance(node, Gather) and depth == 0:
            found.add(node.name)
        elif isinstance(node, Finish) or depth > len(seen):
            found.add("")
        else:
            inner = depth + isinstance(node, Countersign) - isinstance(node, Gather)
            ahead += [(following, inner) for following in successors(node)]
    return found


def earlier(flow: type[Regulation], name: str) -> list[str]:
    """The human steps that lie before one, in the order of the regulation; ways back lead to none."""
    return [step.name for step in in_order(flow) if step.name != name and name in onward(flow, step.name)]


def in_order(flow: type[Regulation]) -> list[Step]:
    """The human steps as the regulation comes to them."""
    back, found = flow.ways_back(), dict[str, None]()

    def walk(here: Any) -> None:
        for following in reversed(successors(here)):
            if (here.name, following.name) not in back and following.name not in found:
                walk(following)
                found[following.name] = None

    walk(flow.begin_node())
    return [node for name in reversed(found) if isinstance(node := flow.instance.node(name), Step)]


_around: dict[Any, dict[str, Any]] = {}


def enclosing(flow: type[Regulation]) -> dict[str, Any]:
    """By the name of each step inside a countersign, the outermost countersign around it: there alone a dossier that
    comes back to the step can begin again, for the seats around an inner one are gone. Found once a flow."""
    if flow not in _around:
        _around[flow] = _enclosing(flow)
    return _around[flow]


def _enclosing(flow: type[Regulation]) -> dict[str, Any]:
    most = len(list(flow.instance.nodes()))
    found: dict[str, Any] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    ahead: list[tuple[Any, tuple[str, ...]]] = [(flow.begin_node(), ())]
    while ahead:
        node, inside = ahead.pop()
        if (node.name, inside) in seen or len(inside) > most:
            continue
        seen.add((node.name, inside))
        if inside and isinstance(node, Step):
            found[node.name] = flow.instance.node(inside[0])
        within = (*inside, node.name) if isinstance(node, Countersign) else inside
        ahead += [(following, within[:-1] if isinstance(node, Gather) else within) for following in successors(node)]
    return found
