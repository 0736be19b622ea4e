<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Choice;
use Carnet\TimeBook\Rules\Counting;
use Carnet\TimeBook\Rules\Statement;
use DBObject;
use MetaModel;

/** Work written into the book: whose it is, which contract takes it, what it counts. Inside a session. */
final class Booking
{
	public function __construct(private readonly Session $oSession, private readonly ?Caller $oCaller)
	{
	}

	/**
	 * Which contract takes the work.
	 *
	 * @throws Refusal when the chosen contract cannot be seen, or was not valid
	 */
	public static function ContractFor(EntryInput $oInput, Ticket $oTicket): Choice
	{
		$oChosen = null;
		if ($oInput->iChosenContract > 0) {
			$oChosen = Visible::One('CustomerContract', $oInput->iChosenContract) ? Contracts::Find($oInput->iChosenContract) : null;
			if ($oChosen === null) {
				throw new Refusal(Refusal::CONTRACT_GONE);
			}
			if (!$oChosen->IsValidOn($oInput->Day())) {
				throw new Refusal(Refusal::CONTRACT_NOT_VALID);
			}
		}

		return $oTicket->Choose($oInput->Day(), $oChosen);
	}

	/** @throws Refusal when the ticket does not exist, is of another class, or cannot be seen */
	public static function TicketFor(EntryInput $oInput): Ticket
	{
		$oTicket = Ticket::Find($oInput->iTicket);
		if ($oTicket === null || !in_array($oInput->sTicketClass, ['Ticket', $oTicket->sClass], true)
			|| !Visible::One($oTicket->sClass, $oTicket->iId)) {
			throw new Refusal(Refusal::TICKET_GONE);
		}

		return $oTicket;
	}

	/**
	 * Fills an entry that is about to be inserted, and inserts it.
	 *
	 * @param callable(): mixed $fInsert the insertion itself
	 *
	 * @return int the id
	 * @throws Refusal|Later
	 */
	public function Enter(DBObject $oEntry, EntryInput $oInput, callable $fInsert): int
	{
		$oTicket = self::TicketFor($oInput);
		$iAgent = $this->AgentFor($oInput);
		$oChoice = self::ContractFor($oInput, $oTicket);
		$iContract = $oChoice->oContract?->iId ?? 0;
		$this->oSession->TouchContract($iContract);
		$this->oSession->TouchTicket($oTicket->iId);
		[$iActivity, $iFactor, $bCounted] = self::Activity($oInput->iActivity);
		$iCounted = $oInput->iCountedByPerson ?? Counted::ByRule(
			$oInput->sUid,
			$oTicket->iId,
			$iAgent,
			$oInput->iStartedAt,
			$oInput->iWorked,
			$bCounted ? $iFactor : Counting::NOT_COUNTED,
			$oChoice->oContract
		);
		$bHeld = Counted::IsBeyond($oChoice->oContract, $iCounted);
		$this->Fill($oEntry, [
			'uid' => $oInput->sUid,
			'ticket_id' => $oTicket->iId,
			'contract_id' => $iContract,
			'contract_why' => $oChoice->sWhy,
			'agent_id' => $iAgent,
			'started_at' => $oInput->iStartedAt,
			'ended_at' => $oInput->iEndedAt,
			'started_on' => Zone::Text($oInput->iStartedAt),
			'worked_seconds' => $oInput->iWorked,
			'counted_seconds' => $bHeld ? 0 : $iCounted,
			'held_seconds' => $bHeld ? $oInput->iCountedByPerson : null,
			'counted_by' => $oInput->iCountedByPerson === null ? 'rule' : 'person',
			'reason' => $oInput->sReason,
			'activity_id' => $iActivity,
			'factor_percent' => $iFactor,
			'state' => $bHeld ? 'held' : 'counted',
			'counted_on' => Statement::CountedOn($oInput->Day(), $oChoice->oContract?->sClosedUntil ?? ''),
			'late' => Statement::IsLate($oInput->Day(), $oChoice->oContract?->sClosedUntil ?? '') ? 'yes' : 'no',
			'comment' => $oInput->sComment,
			'public_comment' => $oInput->sPublicComment ?: $oTicket->sTitle,
			'reverses' => '',
			'replaces' => $oInput->sReplaces,
			'source' => $oInput->sSource,
			'log_state' => $oInput->oLog === null ? 'none' : 'due',
		]);
		$iId = $this->Insert($oEntry, $fInsert);
		if ($oInput->oLog !== null) {
			TicketLog::Append($oTicket->sClass, $oTicket->iId, $iId, $oInput->oLog);
		}

		return $iId;
	}

	/**
	 * Writes the one reversal that an entry can have: its ticket, contract and agent, and the opposite seconds.
	 *
	 * @throws Refusal|Later later where the original is not here yet
	 */
	public function Reverse(string $sOriginal): int
	{
		$aOriginal = Entries::Find($sOriginal) ?? throw new Later("original $sOriginal");
		if ((int)$aOriginal['agent_id'] !== $this->oCaller?->iPerson && !Caller::MayManage()) {
			throw new Refusal(Refusal::NOT_YOURS);
		}
		if ((string)$aOriginal['reverses'] !== '') {
			throw new Refusal(Refusal::BAD_VALUE);
		}
		if ($aOriginal['state'] === 'reversed') {
			throw new Refusal(Refusal::ALREADY_REVERSED);
		}
		$this->oSession->TouchContract((int)$aOriginal['contract_id']);
		$this->oSession->TouchTicket((int)$aOriginal['ticket_id']);
		$oOriginal = MetaModel::GetObject('ContractTimeEntry', (int)$aOriginal['id'], true, true);
		$oReversal = MetaModel::NewObject('ContractTimeEntry');
		$aCopied = [];
		foreach (MetaModel::ListAttributeDefs('ContractTimeEntry') as $sCode => $oAttribute) {
			if ($oAttribute->IsWritable() && $oAttribute->IsBasedOnDBColumns() && !$oAttribute->IsExternalField()) {
				$aCopied[$sCode] = $oOriginal->Get($sCode);
			}
		}
		$this->Fill($oReversal, [
			'uid' => Rules\Uid::OfReversal($sOriginal),
			'worked_seconds' => -(int)$aOriginal['worked_seconds'],
			'counted_seconds' => -(int)$aOriginal['counted_seconds'],
			'state' => 'reversal',
			'reverses' => $sOriginal,
			'replaces' => '',
			'log_state' => 'none',
		] + $aCopied);
		$iId = $this->Insert($oReversal, $oReversal->DBInsertNoReload(...));
		Entries::Change((int)$aOriginal['id'], ['state' => 'reversed']);

		return $iId;
	}

	/** @throws Refusal for another's work, unless by a manager, and for an agent who does not exist */
	private function AgentFor(EntryInput $oInput): int
	{
		$iCaller = $this->oCaller?->iPerson ?? 0;
		$iAgent = $oInput->iAgent ?: $iCaller;
		if ($iAgent !== $iCaller) {
			if (!Caller::MayManage()) {
				throw new Refusal(Refusal::RIGHT_MISSING);
			}
			if (!Visible::One('Person', $iAgent)) {
				throw new Refusal(Refusal::BAD_VALUE);
			}
		}

		return $iAgent > 0 ? $iAgent : throw new Refusal(Refusal::BAD_VALUE);
	}

	/** @return array{int, int, bool} id, factor in percent, whether it counts; an unknown activity is none, and counts */
	private static function Activity(int $iId): array
	{
		$sTable = Sql::Table('ContractTimeActivity');
		$aRow = $iId > 0 ? Sql::Row("SELECT factor_percent, counted FROM $sTable WHERE id = $iId") : null;

		return $aRow === null ? [0, 100, true] : [$iId, (int)$aRow['factor_percent'], $aRow['counted'] === 'yes'];
	}

	/** @param array<string, mixed> $aValues */
	private function Fill(DBObject $oEntry, array $aValues): void
	{
		$aValues['worked_text'] = Hours::Clock($aValues['worked_seconds']);
		$aValues['counted_text'] = Hours::Clock($aValues['counted_seconds']);
		foreach ($aValues as $sCode => $value) {
			$oEntry->Set($sCode, $value);
		}
	}

	/** Every id has been checked against what the caller may see: only then is the right to write its own entries granted. */
	private function Insert(DBObject $oEntry, callable $fInsert): int
	{
		$oEntry->AllowWrite(true);
		$iId = (int)$fInsert();
		Journal::Note('ContractTimeEntry', $iId);

		return $iId;
	}
}
