<?php

namespace Carnet\TimeBook;

/** Instants as days and local times of the server's zone, which iTop has made PHP's own. */
final class Zone
{
	public static function Name(): string
	{
		return date_default_timezone_get();
	}

	public static function Day(int $iEpoch): string
	{
		return date('Y-m-d', $iEpoch);
	}

	/** As iTop stores date and time. */
	public static function Text(int $iEpoch): string
	{
		return date('Y-m-d H:i:s', $iEpoch);
	}

	/** The epoch of a stored date and time, null for none. */
	public static function Epoch(?string $sText): ?int
	{
		$iEpoch = $sText ? strtotime($sText) : false;

		return $iEpoch === false ? null : $iEpoch;
	}

	/** A stored day as an ISO text, '' for none. */
	public static function StoredDay(?string $sText): string
	{
		return $sText === null || str_starts_with($sText, '0000') ? '' : substr($sText, 0, 10);
	}
}
