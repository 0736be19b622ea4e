<?php

namespace Carnet\TimeBook\Rules;

/** Provisions of one validity: what they credit, what stands after expiry and corrections, what entries drew. */
final class Pool
{
	private const UNBOUNDED = '9999-12-31';

	public int $iDrawn = 0;

	/** @param array<Provision> $aRows every provision of the validity @param array<Provision> $aExpiryRows its expiry and the corrections of it */
	public function __construct(
		public readonly string $sFrom,
		public readonly string $sUntil,
		public readonly array $aRows,
		public readonly string $sExpiryUid,
		public readonly array $aExpiryRows,
		public readonly int $iCredited,
		public readonly int $iNet,
	) {
	}

	/** @param array<Provision> $aRows of one validity, not all of them expiries */
	public static function Of(array $aRows): self
	{
		$oFirst = $aRows[0];
		$sExpiry = $oFirst->sUntil === '' ? '' : Uid::OfExpiry(self::NamesIt($aRows)->sUid, $oFirst->sUntil);
		$aExpiryRows = self::ExpiryRows($aRows, $sExpiry);
		$iNet = self::Sum($aRows);

		return new self($oFirst->sFrom, $oFirst->sUntil, $aRows, $sExpiry, $aExpiryRows, $iNet - self::Sum($aExpiryRows), $iNet);
	}

	/** A pool is open until its expiry is written. */
	public function IsOpen(): bool
	{
		return $this->aExpiryRows === [];
	}

	public function Covers(string $sDay): bool
	{
		return ($this->sFrom === '' || $this->sFrom <= $sDay) && ($this->sUntil === '' || $sDay <= $this->sUntil);
	}

	/** Takes up to so many seconds; returns how many it had. */
	public function Draw(int $iWanted): int
	{
		$iTaken = min($iWanted, max(0, $this->iCredited - $this->iDrawn));
		$this->iDrawn += $iTaken;

		return $iTaken;
	}

	/** The pool that ends first is drawn first. @return array{string, string} */
	public function Order(): array
	{
		return [$this->sUntil ?: self::UNBOUNDED, $this->sFrom];
	}

	/** The first provision gives the expiry its uid, so that it is written once. @param array<Provision> $aRows */
	private static function NamesIt(array $aRows): Provision
	{
		$aNaming = array_values(array_filter($aRows, fn (Provision $oRow) => $oRow->sKind !== Provision::EXPIRY));
		usort($aNaming, fn (Provision $oOne, Provision $oOther) => [$oOne->sDay, $oOne->sUid] <=> [$oOther->sDay, $oOther->sUid]);

		return $aNaming[0];
	}

	/** @param array<Provision> $aRows @return array<Provision> */
	private static function ExpiryRows(array $aRows, string $sExpiry): array
	{
		if ($sExpiry === '') {
			return [];
		}
		$aNames = [$sExpiry => true];
		for ($iNumber = 1; $iNumber <= count($aRows); $iNumber++) {
			$aNames[Uid::OfExpiryCorrection($sExpiry, $iNumber)] = true;
		}

		return array_values(array_filter($aRows, fn (Provision $oRow) => isset($aNames[$oRow->sUid])));
	}

	/** @param array<Provision> $aRows */
	private static function Sum(array $aRows): int
	{
		return array_sum(array_map(fn (Provision $oRow) => $oRow->iSeconds, $aRows));
	}
}
