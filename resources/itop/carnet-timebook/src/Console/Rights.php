<?php

namespace Carnet\TimeBook\Console;

use UserRights;

/** What the connected account may do with a class. */
final class Rights
{
	public static function MayRead(string $sClass): bool
	{
		return UserRights::IsActionAllowed($sClass, UR_ACTION_READ) == UR_ALLOWED_YES;
	}

	public static function MayWrite(string $sClass): bool
	{
		return UserRights::IsActionAllowed($sClass, UR_ACTION_MODIFY) == UR_ALLOWED_YES;
	}
}
