"""How a contract counts, in one sentence or two. No Qt."""

from __future__ import annotations

from desktop.core.contract import Contract, CountingRule, Overrun, RoundingMode, RoundingPer
from desktop.ui import formats
from desktop.ui.contract_figures import alerts
from desktop.ui.i18n import tr


def rule_text(contract: Contract) -> str:
    """How this contract counts, when it warns, what happens to an overrun."""
    parts = [_rounding(contract.rule)]
    levels = alerts(contract)
    if levels.percents:
        parts.append(tr("Warns at {levels}.", levels=tr(" and ").join(formats.percent(level) for level in levels.percents)))
    if levels.hours:
        left = tr(" and ").join(formats.balance(level * 3600) for level in levels.hours)
        parts.append(tr("Warns when {levels} are left.", levels=left))
    parts.append(
        {
            Overrun.ALLOW: tr("Overrun allowed."),
            Overrun.WARN: tr("Overrun allowed with a warning."),
            Overrun.BLOCK: tr("Work beyond the balance is held."),
        }[contract.overrun]
    )
    return " ".join(parts)


def _rounding(rule: CountingRule) -> str:
    if rule.rounding == 0:
        text = tr("Counted to the second.")
    elif rule.mode is RoundingMode.UP:
        quarter = tr("Counted per started quarter of an hour.")
        text = quarter if rule.rounding == 15 else tr("Counted per started {minutes} minutes.", minutes=rule.rounding)
    elif rule.mode is RoundingMode.DOWN:
        text = tr("Counted per full {minutes} minutes.", minutes=rule.rounding)
    else:
        text = tr("Counted to the nearest {minutes} minutes.", minutes=rule.rounding)
    if rule.per is RoundingPer.TICKET_DAY:
        text += " " + tr("Rounded once per ticket and day.")
    if rule.minimum:
        text += " " + tr("At least {minutes} minutes.", minutes=rule.minimum)
    return text
