<?php

namespace Carnet\TimeBook\Console;

use Carnet\TimeBook\Booking;
use Carnet\TimeBook\Caller;
use Carnet\TimeBook\Contracts;
use Carnet\TimeBook\Entries;
use Carnet\TimeBook\EntryInput;
use Carnet\TimeBook\Hours;
use Carnet\TimeBook\Later;
use Carnet\TimeBook\Refusal;
use Carnet\TimeBook\Rules\Counting;
use Carnet\TimeBook\Rules\CountingRule;
use Carnet\TimeBook\Rules\Uid;
use Carnet\TimeBook\Session;
use Carnet\TimeBook\Sql;
use Carnet\TimeBook\Visible;
use MetaModel;

/**
 * What a Service Manager decides about held work: count it, offer it, or move it to another contract.
 *
 * Under the contract's lock, and from what is stored by then: somebody else may have decided meanwhile.
 */
final class HeldWork
{
	/** @throws Refusal|Later */
	public function Count(int $iEntry): void
	{
		$this->Decide($iEntry, fn (array $aRow) => ['state' => 'counted', 'counted_by' => 'rule'] + self::Counted(self::ByRule($aRow)));
	}

	/** Work that the customer is not charged for. @throws Refusal|Later */
	public function Offer(int $iEntry, string $sReason): void
	{
		if ($sReason === '') {
			throw new Refusal(Refusal::BAD_VALUE);
		}
		$this->Decide($iEntry, fn () => ['state' => 'counted', 'counted_by' => 'person', 'reason' => $sReason] + self::Counted(0));
	}

	/** An entry never changes its contract: it is reversed here and replaced there. @throws Refusal|Later */
	public function Move(int $iEntry, int $iContract): void
	{
		$aRow = self::Held($iEntry);
		if ($iContract === (int)$aRow['contract_id'] || !Visible::One('CustomerContract', $iContract)) {
			throw new Refusal(Refusal::CONTRACT_GONE);
		}
		$oInput = EntryInput::OfRow((object)[
			'uid' => Uid::Fresh(),
			'ticket_class' => 'Ticket',
			'ticket_id' => (int)$aRow['ticket_id'],
			'agent_id' => (int)$aRow['agent_id'],
			'started_at' => (int)$aRow['started_at'],
			'ended_at' => (int)$aRow['ended_at'],
			'worked_seconds' => (int)$aRow['worked_seconds'],
			'counted_by' => 'rule',
			'activity_id' => (int)$aRow['activity_id'],
			'contract_id' => $iContract,
			'contract_by' => 'person',
			'comment' => (string)$aRow['comment'],
			'public_comment' => (string)$aRow['public_comment'],
			'source' => 'console',
			'replaces' => $aRow['uid'],
		]);
		$aUids = [$aRow['uid'], Uid::OfReversal($aRow['uid']), $oInput->sUid];
		Session::Run([(int)$aRow['contract_id'], $iContract], $aUids, [(int)$aRow['ticket_id']], function (Session $oSession) use ($iEntry, $iContract, $oInput): void {
			$aRow = self::Held($iEntry);
			$oBooking = new Booking($oSession, Caller::Connected());
			$oBooking->Reverse($aRow['uid']);
			$oEntry = MetaModel::NewObject('ContractTimeEntry');
			$oBooking->Enter($oEntry, $oInput, $oEntry->DBInsertNoReload(...));
			if ((int)$oEntry->Get('contract_id') !== $iContract) {
				throw new Refusal(Refusal::CONTRACT_NOT_VALID);
			}
		});
	}

	/** @param callable(array): array<string, int|string> $fValues what to store, from the row read under the lock */
	private function Decide(int $iEntry, callable $fValues): void
	{
		$aRow = self::Held($iEntry);
		Session::Run([(int)$aRow['contract_id']], [$aRow['uid']], [(int)$aRow['ticket_id']], function (Session $oSession) use ($iEntry, $fValues): void {
			$aRow = self::Held($iEntry);
			$oSession->TouchContract((int)$aRow['contract_id']);
			$oSession->TouchTicket((int)$aRow['ticket_id']);
			Entries::Change($iEntry, $fValues($aRow));
		});
	}

	/** @throws Refusal where the entry cannot be seen, or waits for no decision any more */
	private static function Held(int $iEntry): array
	{
		if (!Caller::MayManage()) {
			throw new Refusal(Refusal::RIGHT_MISSING);
		}
		$aRow = Visible::One('ContractTimeEntry', $iEntry) ? Sql::Row('SELECT * FROM '.Sql::Table('ContractTimeEntry')." WHERE id = $iEntry") : null;
		if ($aRow === null || $aRow['state'] !== 'held') {
			throw new Refusal(Refusal::BAD_VALUE);
		}

		return $aRow;
	}

	/** What the rule counts for a stored entry; shown before, and stored when it is counted. */
	public static function ByRule(array $aRow): int
	{
		$oContract = Contracts::Find((int)$aRow['contract_id']);
		$oRule = $oContract?->oRule ?? new CountingRule();
		$iFactor = self::IsCounted((int)$aRow['activity_id']) ? (int)$aRow['factor_percent'] : Counting::NOT_COUNTED;
		if (!$oRule->IsPerDay()) {
			return Counting::Entry((int)$aRow['worked_seconds'], $oRule, $iFactor);
		}
		$aEarlier = Entries::SameDay((int)$aRow['ticket_id'], (int)$aRow['agent_id'], (int)$aRow['contract_id'], (int)$aRow['started_at'], $aRow['uid']);

		return Counting::TicketDay((int)$aRow['worked_seconds'], $iFactor, $aEarlier, $oRule);
	}

	private static function IsCounted(int $iActivity): bool
	{
		$sTable = Sql::Table('ContractTimeActivity');

		return $iActivity === 0 || (Sql::Row("SELECT counted FROM $sTable WHERE id = $iActivity")['counted'] ?? 'yes') === 'yes';
	}

	/** @return array{counted_seconds: int, counted_text: string} */
	private static function Counted(int $iSeconds): array
	{
		return ['counted_seconds' => $iSeconds, 'counted_text' => Hours::Text($iSeconds)];
	}
}
