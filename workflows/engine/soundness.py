"""Questions about the graph of a flow, decided without running it."""

from __future__ import annotations

from typing import Any

from workflows.engine.nodes import Countersign, Finish, Gather, Regulation


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
