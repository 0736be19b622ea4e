<?php

namespace Carnet\TimeBook\Verbs;

use Carnet\TimeBook\Booking;
use Carnet\TimeBook\Caller;
use Carnet\TimeBook\Contracts;
use Carnet\TimeBook\Entries;
use Carnet\TimeBook\EntryInput;
use Carnet\TimeBook\Later;
use Carnet\TimeBook\LogText;
use Carnet\TimeBook\ProvisionDoor;
use Carnet\TimeBook\Refusal;
use Carnet\TimeBook\Rules\Indicators;
use Carnet\TimeBook\Rules\Uid;
use Carnet\TimeBook\Session;
use Carnet\TimeBook\Sql;
use Carnet\TimeBook\TicketLog;
use Carnet\TimeBook\Values;
use Carnet\TimeBook\Visible;
use CoreCannotSaveObjectException;
use IssueLog;
use MetaModel;
use Throwable;

/** carnet/push: each row on its own, one bad row never spoils the others, sending again changes nothing (protocol section 2). */
final class Push
{
	public const BATCH_LIMIT = 50;
	/** Seconds after which no new row is begun. */
	private const PATIENCE = 15;

	private readonly float $fDeadline;
	/** @var array{entries: array<string, array>, provisions: array<string, array>} */
	private array $aAnswers = ['entries' => [], 'provisions' => []];
	/** @var array<int, true> contracts to be told about */
	private array $aTouched = [];

	public function __construct(private readonly Caller $oCaller)
	{
		$this->fDeadline = microtime(true) + self::PATIENCE;
	}

	public function Answer(object $oData): array
	{
		$aEntries = $this->Rows('entries', $oData->entries ?? []);
		$aProvisions = $this->Rows('provisions', $oData->provisions ?? []);
		$aIndicators = $this->MayWrite($aEntries, $aProvisions) ? $this->Write($aEntries, $aProvisions) : [];

		return [
			'entries' => (object)$this->aAnswers['entries'],
			'provisions' => (object)$this->aAnswers['provisions'],
			'contracts' => (object)$this->Shown($aIndicators),
		];
	}

	/**
	 * Rows by uid, as far as one batch takes them; the others are answered at once.
	 *
	 * @return array<string, object>
	 */
	private function Rows(string $sKind, mixed $rows): array
	{
		$aRows = [];
		foreach (is_array($rows) ? $rows : [] as $oRow) {
			$sUid = is_object($oRow) && is_string($oRow->uid ?? null) ? $oRow->uid : '';
			if (!is_object($oRow) || !Uid::Is($sUid)) {
				$this->aAnswers[$sKind][$sUid] = self::Refused(Refusal::BAD_VALUE);
			} elseif (count($aRows) >= self::BATCH_LIMIT) {
				$this->aAnswers[$sKind][$sUid] = self::LaterAnswer();
			} else {
				$aRows[$sUid] = $oRow;
			}
		}

		return $aRows;
	}

	private function MayWrite(array $aEntries, array $aProvisions): bool
	{
		$sReason = match (true) {
			MetaModel::DBIsReadOnly() => Refusal::READ_ONLY,
			!$this->oCaller->IsAgent() => Refusal::RIGHT_MISSING,
			default => '',
		};
		if ($sReason !== '') {
			$this->AnswerAll($aEntries, $aProvisions, self::Refused($sReason));
		}

		return $sReason === '';
	}

	/** @return array<int, Indicators> */
	private function Write(array $aEntries, array $aProvisions): array
	{
		[$aContracts, $aUids, $aTickets] = $this->Needed($aEntries, $aProvisions);
		$aEarlier = $this->aAnswers;
		try {
			return Session::Run($aContracts, $aUids, $aTickets, function (Session $oSession) use ($aEntries, $aProvisions): Session {
				foreach ($aProvisions as $sUid => $oRow) {
					$this->aAnswers['provisions'][$sUid] = $this->Row($oSession, fn () => $this->Provision($oSession, $sUid, $oRow));
				}
				foreach ($aEntries as $sUid => $oRow) {
					$this->aAnswers['entries'][$sUid] = $this->Row($oSession, fn () => $this->Entry($oSession, $sUid, $oRow));
				}

				return $oSession;
			})->Indicators();
		} catch (Throwable $oProblem) {
			if (!$oProblem instanceof Later) {
				IssueLog::Error('carnet/push: '.get_class($oProblem).': '.$oProblem->getMessage());
			}
			$this->aAnswers = $aEarlier;
			$this->AnswerAll($aEntries, $aProvisions, self::LaterAnswer());

			return [];
		}
	}

	/**
	 * What has to be locked before anything is read for good: contracts as they are chosen now, uids, tickets.
	 *
	 * @return array{array<int>, array<string>, array<int>}
	 */
	private function Needed(array $aEntries, array $aProvisions): array
	{
		$aUids = array_keys($aProvisions);
		$aContracts = $aTickets = [];
		foreach ($aEntries as $sUid => $oRow) {
			array_push($aUids, $sUid, Uid::OfReversal($sUid));
			foreach (self::Originals($oRow) as $sOriginal) {
				array_push($aUids, $sOriginal, Uid::OfReversal($sOriginal));
			}
		}
		foreach (Entries::FindAll($aUids) as $aStored) {
			$aContracts[] = (int)$aStored['contract_id'];
			$aTickets[] = (int)$aStored['ticket_id'];
		}
		foreach ($aEntries as $oRow) {
			try {
				$oInput = EntryInput::OfRow($oRow);
				$aTickets[] = $oInput->iTicket;
				$aContracts[] = Booking::ContractFor($oInput, Booking::TicketFor($oInput))->oContract?->iId ?? 0;
			} catch (Refusal) {
				// The row is refused when its turn comes: it needs no lock.
				continue;
			}
		}
		foreach ($aProvisions as $oRow) {
			$aContracts[] = is_int($oRow->contract_id ?? null) ? $oRow->contract_id : 0;
		}

		return [$aContracts, $aUids, array_values(array_unique($aTickets))];
	}

	/** @return array<string> uids of entries that a row reverses */
	private static function Originals(object $oRow): array
	{
		return array_filter([$oRow->reverses ?? '', $oRow->replaces ?? ''], Uid::Is(...));
	}

	/** @param callable(): array $fWrite */
	private function Row(Session $oSession, callable $fWrite): array
	{
		if (microtime(true) > $this->fDeadline) {
			return self::LaterAnswer();
		}
		try {
			return $oSession->Part($fWrite);
		} catch (Refusal $oRefusal) {
			return self::Refused($oRefusal->sReason);
		} catch (CoreCannotSaveObjectException $oProblem) {
			IssueLog::Warning('carnet/push: iTop refused a row: '.$oProblem->getMessage());

			return self::Refused(Refusal::BAD_VALUE);
		} catch (Later $oLater) {
			if ($oLater->getPrevious() !== null) {
				throw $oLater;
			}

			return self::LaterAnswer();
		}
	}

	private function Entry(Session $oSession, string $sUid, object $oRow): array
	{
		$aStored = Entries::Find($sUid);
		$sStatus = $aStored === null ? 'created' : 'known';
		if ($aStored === null) {
			$this->Create($oSession, $sUid, $oRow);
		} else {
			$this->Complete($oSession, $aStored, $oRow);
		}
		$aStored = Entries::Find($sUid) ?? throw new Refusal(Refusal::BAD_VALUE);
		$this->aTouched[(int)$aStored['contract_id']] = true;

		return ['status' => $sStatus, 'id' => (int)$aStored['id'], 'stored' => Entries::Stored($aStored)];
	}

	/** @throws Refusal|Later */
	private function Create(Session $oSession, string $sUid, object $oRow): void
	{
		$oBooking = new Booking($oSession, $this->oCaller);
		$oValues = new Values($oRow);
		$sReverses = $oValues->OptionalUid('reverses');
		if ($sReverses !== '') {
			if ($sUid !== Uid::OfReversal($sReverses)) {
				throw new Refusal(Refusal::BAD_VALUE);
			}
			$oBooking->Reverse($sReverses);

			return;
		}
		$oInput = EntryInput::OfRow($oRow);
		if ($oInput->sReplaces !== '') {
			$oBooking->Reverse($oInput->sReplaces);
		}
		$oEntry = MetaModel::NewObject('ContractTimeEntry');
		$oBooking->Enter($oEntry, $oInput, $oEntry->DBInsertNoReload(...));
	}

	/**
	 * A row that is there already: its log, where that is still due, and the sums once more.
	 *
	 * @throws Refusal|Later
	 */
	private function Complete(Session $oSession, array $aStored, object $oRow): void
	{
		if ((int)$aStored['agent_id'] !== $this->oCaller->iPerson && !$this->oCaller->IsManager()) {
			throw new Refusal(Refusal::NOT_YOURS);
		}
		$oSession->TouchContract((int)$aStored['contract_id']);
		$oLog = $aStored['log_state'] === 'due' ? LogText::Of($oRow->log ?? null) : null;
		if ($oLog !== null) {
			$iTicket = (int)$aStored['ticket_id'];
			TicketLog::Append(MetaModel::GetFinalClassName('Ticket', $iTicket), $iTicket, (int)$aStored['id'], $oLog);
		}
	}

	private function Provision(Session $oSession, string $sUid, object $oRow): array
	{
		$sTable = Sql::Table('ContractTimeProvision');
		$aStored = Sql::Row("SELECT id, contract_id FROM $sTable WHERE uid = ".Sql::Quoted($sUid));
		if ($aStored !== null) {
			$oSession->TouchContract((int)$aStored['contract_id']);
			$this->aTouched[(int)$aStored['contract_id']] = true;

			return ['status' => 'known', 'id' => (int)$aStored['id']];
		}
		$oValues = new Values($oRow);
		$iContract = $oValues->Id('contract_id');
		if (!Visible::One('CustomerContract', $iContract) || Contracts::Find($iContract) === null) {
			throw new Refusal(Refusal::CONTRACT_GONE);
		}
		if (!$this->oCaller->IsManager()) {
			throw new Refusal(Refusal::RIGHT_MISSING);
		}
		$aValues = [
			'uid' => $sUid,
			'contract_id' => $iContract,
			'date' => $oValues->Day('date'),
			'seconds' => $oValues->Int('seconds'),
			'kind' => $oValues->Choice('kind', ProvisionDoor::KINDS),
			'valid_from' => $oValues->OptionalDay('valid_from'),
			'valid_until' => $oValues->OptionalDay('valid_until'),
			'comment' => $oValues->Text('comment'),
			'author_id' => $this->oCaller->iPerson,
		];
		ProvisionDoor::Check($aValues['seconds'], $aValues['kind'], $aValues['valid_from'], $aValues['valid_until']);
		$iId = (int)MetaModel::NewObject('ContractTimeProvision', array_map(fn ($value) => $value === '' ? null : $value, $aValues))->DBInsertNoReload();
		$this->aTouched[$iContract] = true;

		return ['status' => 'created', 'id' => $iId];
	}

	private function AnswerAll(array $aEntries, array $aProvisions, array $aAnswer): void
	{
		foreach (['entries' => $aEntries, 'provisions' => $aProvisions] as $sKind => $aRows) {
			$this->aAnswers[$sKind] += array_fill_keys(array_keys($aRows), $aAnswer);
		}
	}

	/** Indicators of the contracts that the caller may see. @param array<int, Indicators> $aIndicators */
	private function Shown(array $aIndicators): array
	{
		$aVisible = Visible::Of('CustomerContract', array_keys(array_intersect_key($this->aTouched, $aIndicators)));

		return array_map(fn (Indicators $oOne) => $oOne->AsArray(), array_intersect_key($aIndicators, $aVisible));
	}

	private static function Refused(string $sReason): array
	{
		return ['status' => 'refused', 'reason' => $sReason];
	}

	private static function LaterAnswer(): array
	{
		return ['status' => 'later'];
	}
}
