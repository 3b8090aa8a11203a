"""Alerts in the words of the OASIS Common Alerting Protocol 1.2: `writing` makes XML, `feeds` lists it as Atom, `identity` names it."""
