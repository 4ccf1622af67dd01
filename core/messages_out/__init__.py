"""消息: telling people what happened.

Nobody writes a message where something happens: what is to be told is read from the facts that were committed (`events`),
turned into messages once for ever (`collecting`), shown in the house (`reading`) and sent out of it (`sending`, through
`channels`) as each person wants it (`wishes`, `quiet`). So nothing is lost where a worker dies, nothing costs a decision
a statement, and no room is called by a higher one.
"""
