<?php

namespace Carnet\TimeBook\Console;

use DBObject;

/** What an agent typed besides an action on a ticket: time, activity, comment. It is an entry to be, never kept on the ticket. */
final class SpentTime
{
	public const TIME = 'time_add';
	public const ACTIVITY = 'time_add_activity_id';
	public const COMMENT = 'time_add_comment';
	public const CODES = [self::TIME, self::ACTIVITY, self::COMMENT];

	public function __construct(public readonly int $iSeconds, public readonly int $iActivity, public readonly string $sComment)
	{
	}

	/** Null where no time was typed, or none that is understood: that one is refused when the ticket is checked. */
	public static function On(DBObject $oTicket): ?self
	{
		$iSeconds = Duration::Seconds((string)$oTicket->Get(self::TIME));

		return $iSeconds === null || $iSeconds === 0
			? null
			: new self($iSeconds, (int)$oTicket->Get(self::ACTIVITY), trim((string)$oTicket->Get(self::COMMENT)));
	}

	/** Empties the fields, so that nothing of it is stored on the ticket and the next form begins blank. */
	public static function Clear(DBObject $oTicket): void
	{
		$oTicket->Set(self::TIME, '');
		$oTicket->Set(self::ACTIVITY, 0);
		$oTicket->Set(self::COMMENT, '');
	}
}
