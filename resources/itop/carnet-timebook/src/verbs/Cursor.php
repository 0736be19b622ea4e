<?php

namespace Carnet\TimeBook\Verbs;

/**
 * Where a reader is, opaque to it. Tied by its key to epoch and rights; changes after a position, or (full) everything, from a place on;
 * and the position at which this reading began, from which the next will start.
 */
final class Cursor
{
	public function __construct(
		public readonly string $sKey,
		public readonly int $iSince,
		public readonly bool $bFull,
		public readonly int $iUntil,
		public readonly int $iList = 0,
		public readonly int $iAfter = 0,
	) {
	}

	/** The cursor of a text; null where it is none, or of another epoch or other rights. */
	public static function Read(mixed $text, string $sKey): ?self
	{
		$aParts = is_string($text) ? json_decode($text, true) : null;
		if (!is_array($aParts) || array_map('gettype', array_values($aParts)) !== ['string', 'integer', 'boolean', 'integer', 'integer', 'integer']) {
			return null;
		}
		$oCursor = new self(...array_values($aParts));

		return $oCursor->sKey === $sKey ? $oCursor : null;
	}

	public function Text(): string
	{
		return json_encode([$this->sKey, $this->iSince, $this->bFull, $this->iUntil, $this->iList, $this->iAfter]);
	}

	/** The next page of the same reading. */
	public function At(int $iList, int $iAfter): self
	{
		return new self($this->sKey, $this->iSince, $this->bFull, $this->iUntil, $iList, $iAfter);
	}

	/** Where the next reading begins. */
	public function Finished(): self
	{
		return new self($this->sKey, $this->iUntil, false, $this->iUntil);
	}

	public function IsBeginning(): bool
	{
		return $this->iList === 0 && $this->iAfter === 0;
	}
}
