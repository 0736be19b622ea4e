<?php

namespace Carnet\TimeBook\Rules;

/** Identifiers as both sides mint them: lower-case UUID texts (protocol section 2). */
final class Uid
{
	private const FORM = '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/D';

	public static function Is(mixed $uid): bool
	{
		return is_string($uid) && preg_match(self::FORM, $uid) === 1;
	}

	public static function Fresh(): string
	{
		return self::Formed(random_bytes(16), 4);
	}

	/** The only uid a reversal of an entry can have: sent twice, it is one row. */
	public static function OfReversal(string $sOriginal): string
	{
		return self::Named($sOriginal, 'reversal');
	}

	/** The row that expires a provision on an ISO day. */
	public static function OfExpiry(string $sProvision, string $sDay): string
	{
		return self::Named($sProvision, "expiry/$sDay");
	}

	/** The correction, counted from 1, of what an expiry took too much. */
	public static function OfExpiryCorrection(string $sExpiry, int $iNumber): string
	{
		return self::Named($sExpiry, "correction/$iNumber");
	}

	/** UUID version 5 (RFC 9562) of a name in the space of another uid. */
	public static function Named(string $sSpace, string $sName): string
	{
		return self::Formed(sha1(hex2bin(str_replace('-', '', $sSpace)).$sName, true), 5);
	}

	private static function Formed(string $sBytes, int $iVersion): string
	{
		$sBytes[6] = chr((ord($sBytes[6]) & 0x0f) | ($iVersion << 4));
		$sBytes[8] = chr((ord($sBytes[8]) & 0x3f) | 0x80);

		return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex(substr($sBytes, 0, 16)), 4));
	}
}
