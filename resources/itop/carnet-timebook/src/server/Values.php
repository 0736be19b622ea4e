<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Uid;

/** Values out of a client's JSON, each of the type it has to have. @throws Refusal with bad_value for anything else */
final class Values
{
	private const LONGEST_TEXT = 10000;
	private const LONGEST_LINE = 255;

	public function __construct(private readonly object $oData)
	{
	}

	public function Int(string $sName): int
	{
		$value = $this->oData->$sName ?? null;

		return is_int($value) ? $value : throw new Refusal(Refusal::BAD_VALUE);
	}

	/** An id, 0 where it is not given. */
	public function Id(string $sName): int
	{
		$value = $this->oData->$sName ?? 0;

		return is_int($value) && $value >= 0 && $value <= 2147483647 ? $value : throw new Refusal(Refusal::BAD_VALUE);
	}

	public function OptionalInt(string $sName): ?int
	{
		return isset($this->oData->$sName) ? $this->Int($sName) : null;
	}

	/** A text without HTML: what looks like a tag is shown as it was typed, nowhere run. */
	public function Text(string $sName, int $iLongest = self::LONGEST_TEXT): string
	{
		$value = $this->oData->$sName ?? '';
		if (!is_string($value) || mb_strlen($value) > $iLongest) {
			throw new Refusal(Refusal::BAD_VALUE);
		}

		return self::Harmless($value);
	}

	public function Line(string $sName): string
	{
		return $this->Text($sName, self::LONGEST_LINE);
	}

	/** @param array<string> $aChoices the first is taken where nothing is given */
	public function Choice(string $sName, array $aChoices): string
	{
		$value = $this->oData->$sName ?? $aChoices[0];

		return in_array($value, $aChoices, true) ? $value : throw new Refusal(Refusal::BAD_VALUE);
	}

	/** A uid, '' where it is not given. */
	public function OptionalUid(string $sName): string
	{
		$value = $this->oData->$sName ?? '';

		return $value === '' || Uid::Is($value) ? $value : throw new Refusal(Refusal::BAD_VALUE);
	}

	/** An ISO day. */
	public function Day(string $sName): string
	{
		$value = $this->oData->$sName ?? null;
		$bIsDay = is_string($value) && preg_match('/^(\d{4})-(\d\d)-(\d\d)$/D', $value, $aParts) === 1;

		return $bIsDay && checkdate((int)$aParts[2], (int)$aParts[3], (int)$aParts[1]) ? $value : throw new Refusal(Refusal::BAD_VALUE);
	}

	/** An ISO day, '' where it is not given. */
	public function OptionalDay(string $sName): string
	{
		return isset($this->oData->$sName) && $this->oData->$sName !== '' ? $this->Day($sName) : '';
	}

	public function Has(string $sName): bool
	{
		return isset($this->oData->$sName);
	}

	public static function Harmless(string $sText): string
	{
		return str_replace(['<', '>'], ['‹', '›'], $sText);
	}
}
