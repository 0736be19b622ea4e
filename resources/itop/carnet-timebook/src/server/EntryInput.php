<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Uid;
use DBObject;

/** Work to be entered, checked for itself: bounds, types, the clock. What it points at is checked when it is booked. */
final class EntryInput
{
	public const LONGEST = 31 * 86400;
	/** Seconds by which work may end after the server's clock. */
	private const FUTURE = 300;
	private const SOURCES = ['console', 'desktop', 'command line', 'import'];

	private function __construct(
		public readonly string $sUid,
		public readonly string $sTicketClass,
		public readonly int $iTicket,
		public readonly int $iAgent,
		public readonly int $iStartedAt,
		public readonly int $iEndedAt,
		public readonly int $iWorked,
		public readonly ?int $iCountedByPerson,
		public readonly string $sReason,
		public readonly int $iActivity,
		public readonly int $iChosenContract,
		public readonly string $sComment,
		public readonly string $sPublicComment,
		public readonly string $sSource,
		public readonly string $sReplaces,
		public readonly ?LogText $oLog,
	) {
		$this->Check();
	}

	/** A row of carnet/push. @throws Refusal */
	public static function OfRow(object $oRow): self
	{
		$oValues = new Values($oRow);
		$bByPerson = $oValues->Choice('counted_by', ['rule', 'person']) === 'person';
		$bChosen = $oValues->Choice('contract_by', ['rule', 'person']) === 'person';

		return new self(
			$oValues->OptionalUid('uid'),
			$oValues->Line('ticket_class'),
			$oValues->Id('ticket_id'),
			$oValues->Id('agent_id'),
			$oValues->Int('started_at'),
			$oValues->Int('ended_at'),
			$oValues->Int('worked_seconds'),
			$bByPerson ? $oValues->OptionalInt('counted_seconds') : null,
			$oValues->Line('reason'),
			$oValues->Id('activity_id'),
			$bChosen ? $oValues->Id('contract_id') : 0,
			$oValues->Text('comment'),
			$oValues->Text('public_comment'),
			$oValues->Choice('source', self::SOURCES),
			$oValues->OptionalUid('replaces'),
			LogText::Of($oRow->log ?? null)
		);
	}

	/** An object that is about to be inserted through a form, an import or core/create. @throws Refusal */
	public static function OfObject(DBObject $oEntry): self
	{
		$sUid = strtolower((string)$oEntry->Get('uid'));
		$iStartedAt = (int)$oEntry->Get('started_at') ?: (int)Zone::Epoch($oEntry->Get('started_on'));
		$iWorked = (int)$oEntry->Get('worked_seconds');
		if ($sUid !== '' && !Uid::Is($sUid)) {
			throw new Refusal(Refusal::BAD_VALUE);
		}

		return new self(
			$sUid ?: Uid::Fresh(),
			'Ticket',
			(int)$oEntry->Get('ticket_id'),
			(int)$oEntry->Get('agent_id'),
			$iStartedAt,
			(int)$oEntry->Get('ended_at') ?: $iStartedAt + $iWorked,
			$iWorked,
			$oEntry->Get('counted_by') === 'person' ? (int)$oEntry->Get('counted_seconds') : null,
			(string)$oEntry->Get('reason'),
			(int)$oEntry->Get('activity_id'),
			(int)$oEntry->Get('contract_id'),
			Values::Harmless((string)$oEntry->Get('comment')),
			Values::Harmless((string)$oEntry->Get('public_comment')),
			(string)$oEntry->Get('source'),
			'',
			null
		);
	}

	/** A held entry, to be written anew on another contract that a person chose. @throws Refusal */
	public static function OfHeld(DBObject $oEntry, int $iContract): self
	{
		return new self(
			Uid::Fresh(),
			'Ticket',
			(int)$oEntry->Get('ticket_id'),
			(int)$oEntry->Get('agent_id'),
			(int)$oEntry->Get('started_at'),
			(int)$oEntry->Get('ended_at'),
			(int)$oEntry->Get('worked_seconds'),
			Counted::HeldByPerson($oEntry),
			(string)$oEntry->Get('reason'),
			(int)$oEntry->Get('activity_id'),
			$iContract,
			(string)$oEntry->Get('comment'),
			(string)$oEntry->Get('public_comment'),
			(string)$oEntry->Get('source'),
			(string)$oEntry->Get('uid'),
			null
		);
	}

	public function Day(): string
	{
		return Zone::Day($this->iStartedAt);
	}

	/** @throws Refusal */
	private function Check(): void
	{
		if ($this->iEndedAt > time() + self::FUTURE) {
			throw new Refusal(Refusal::CLOCK);
		}
		$bTimes = $this->iStartedAt > 0 && 0 <= $this->iWorked && $this->iWorked <= min($this->iEndedAt - $this->iStartedAt, self::LONGEST);
		$bCounted = $this->iCountedByPerson === null
			|| ($this->sReason !== '' && 0 <= $this->iCountedByPerson && $this->iCountedByPerson <= self::LONGEST);
		if (!$bTimes || !$bCounted) {
			throw new Refusal(Refusal::BAD_VALUE);
		}
	}
}
