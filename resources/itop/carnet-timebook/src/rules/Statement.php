<?php

namespace Carnet\TimeBook\Rules;

/** On which day an entry falls for statements (protocol section 3, "Closed periods"). */
final class Statement
{
	/** The entry is late when it was worked before the first open day. */
	public static function IsLate(string $sDay, string $sFirstOpen): bool
	{
		return $sFirstOpen !== '' && $sDay < $sFirstOpen;
	}

	public static function CountedOn(string $sDay, string $sFirstOpen): string
	{
		return self::IsLate($sDay, $sFirstOpen) ? $sFirstOpen : $sDay;
	}
}
