<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\AlertLevels;
use Combodo\iTop\Service\Events\EventData;
use Combodo\iTop\Service\Events\EventService;
use Combodo\iTop\Service\Events\iEventServiceSetup;
use DBObject;
use DBSearch;
use Dict;
use Exception;
use MetaModel;

/** What the time book has to know of other saves, and what it refuses, through whichever door they come. */
class Listeners implements iEventServiceSetup
{
	private const SUMS = ['time_provisioned', 'time_consumed', 'time_balance', 'time_consumed_percent'];
	private const SUM_TEXTS = ['time_provisioned_text', 'time_consumed_text', 'time_balance_text', 'time_alerts_fired'];
	/** What a ticket tells of its contract. */
	private const OF_CONTRACT = ['time_contract_by', 'time_contract_balance', 'time_contract_percent', 'time_contract_end'];
	/** Classes whose changes a client reads, besides those that the time book writes itself. */
	private const READ = ['UserRequest', 'Incident', 'CustomerContract', 'ContractTimeActivity'];

	public function RegisterEventsAndListeners()
	{
		$this->On(EVENT_DB_BEFORE_WRITE, $this->NoteChoice(...), 'Ticket');
		$this->On(EVENT_DB_CHECK_TO_WRITE, $this->KeepEntry(...), 'ContractTimeEntry');
		$this->On(EVENT_DB_CHECK_TO_WRITE, $this->KeepProvision(...), 'ContractTimeProvision');
		$this->On(EVENT_DB_CHECK_TO_WRITE, $this->CheckContract(...), 'CustomerContract');
		$this->On(EVENT_DB_CHECK_TO_WRITE, $this->CheckTicket(...), 'Ticket');
		foreach (['ContractTimeEntry', 'ContractTimeProvision'] as $sClass) {
			$this->On(EVENT_DB_CHECK_TO_DELETE, $this->RefuseDeletion(...), $sClass);
		}
		foreach (['CustomerContract' => 'contract_id', 'Person' => 'agent_id', 'ContractTimeActivity' => 'activity_id'] as $sClass => $sKey) {
			$this->On(EVENT_DB_CHECK_TO_DELETE, fn (EventData $oData) => $this->GuardEntries($oData, $sKey), $sClass);
		}
		$this->On(EVENT_DB_CHECK_TO_DELETE, $this->GuardTickets(...), 'CustomerContract');
		$this->On(EVENT_DB_AFTER_WRITE, $this->LinkTicket(...), 'Ticket');
		foreach (self::READ as $sClass) {
			$this->On(EVENT_DB_AFTER_WRITE, $this->Note(...), $sClass);
			$this->On(EVENT_DB_AFTER_DELETE, $this->Note(...), $sClass);
		}
		$this->On(EVENT_DB_SET_ATTRIBUTES_FLAGS, $this->ShowSums(...), 'CustomerContract');
		$this->On(EVENT_DB_SET_INITIAL_ATTRIBUTES_FLAGS, $this->HideSums(...), 'CustomerContract');
		$this->On(EVENT_DB_SET_ATTRIBUTES_FLAGS, $this->ShowTicket(...), 'Ticket');
	}

	private function On(string $sEvent, callable $fListener, string $sClass): void
	{
		EventService::RegisterListener($sEvent, $fListener, $sClass, [], null, 0.0, 'carnet-timebook');
	}

	/** Whoever saves a ticket with another contract chose it. */
	private function NoteChoice(EventData $oData): void
	{
		$oTicket = self::ObjectOf($oData);
		if (array_key_exists('time_contract_id', $oTicket->ListChanges()) || ($oTicket->IsNew() && $oTicket->Get('time_contract_id') > 0)) {
			$oTicket->Set('time_contract_by', $oTicket->Get('time_contract_id') > 0 ? 'person' : 'rule');
		}
	}

	/** What is counted is never edited: corrections are a reversal and a replacement. */
	private function KeepEntry(EventData $oData): void
	{
		$this->RefuseUnless(self::ObjectOf($oData)->IsNew(), $oData, 'TimeBook:Refused:Immutable');
	}

	private function KeepProvision(EventData $oData): void
	{
		$this->RefuseUnless(self::ObjectOf($oData)->IsNew(), $oData, 'TimeBook:Refused:ProvisionChange');
	}

	private function CheckContract(EventData $oData): void
	{
		$oContract = self::ObjectOf($oData);
		$aChanges = $oContract->ListChanges();
		$this->RefuseUnless(array_diff_key(array_flip(self::SUMS), $aChanges) === array_flip(self::SUMS) || $oContract->IsNew(), $oData, 'TimeBook:Refused:Sums');
		if (array_key_exists('time_alert_levels', $aChanges)) {
			$bUnderstood = AlertLevels::Parsed((string)$oContract->Get('time_alert_levels')) !== null;
			$this->RefuseUnless($bUnderstood, $oData, 'TimeBook:Refused:Levels');
		}
		if (array_key_exists('time_scope', $aChanges) && trim((string)$oContract->Get('time_scope')) !== '') {
			$this->CheckScope($oContract);
		}
	}

	/** iTop stores an OQL that does not parse without complaint: it would match nothing, silently. */
	private function CheckScope(DBObject $oContract): void
	{
		try {
			$sClass = DBSearch::FromOQL((string)$oContract->Get('time_scope'))->GetClass();
			if (!MetaModel::IsParentClass('Ticket', $sClass)) {
				$oContract->AddCheckIssue(Dict::S('TimeBook:Refused:ScopeClass'));
			}
		} catch (Exception $oProblem) {
			$oContract->AddCheckIssue(Dict::Format('TimeBook:Refused:Scope', $oProblem->getMessage()));
		}
	}

	private function CheckTicket(EventData $oData): void
	{
		$oTicket = self::ObjectOf($oData);
		$bUntouched = $oTicket->IsNew() || !array_key_exists('time_counted', $oTicket->ListChanges());
		$this->RefuseUnless($bUntouched, $oData, 'TimeBook:Refused:Sums');
	}

	private function RefuseUnless(bool $bAllowed, EventData $oData, string $sWords): void
	{
		if (!$bAllowed) {
			self::ObjectOf($oData)->AddCheckIssue(Dict::S($sWords));
		}
	}

	private function RefuseDeletion(EventData $oData): void
	{
		self::ObjectOf($oData)->AddDeleteIssue(Dict::S('TimeBook:Refused:Deletion'));
	}

	/** iTop empties keys that may be empty whatever their deletion option says: the target itself has to refuse. */
	private function GuardEntries(EventData $oData, string $sKey): void
	{
		$iId = (int)self::ObjectOf($oData)->GetKey();
		$this->Guard($oData, Sql::Table('ContractTimeEntry')." WHERE $sKey = $iId", 'TimeBook:Refused:HasEntries');
	}

	private function GuardTickets(EventData $oData): void
	{
		$iId = (int)self::ObjectOf($oData)->GetKey();
		$this->Guard($oData, Sql::Table('Ticket')." WHERE time_contract_id = $iId", 'TimeBook:Refused:HasTickets');
	}

	private function Guard(EventData $oData, string $sFrom, string $sWords): void
	{
		$iCount = (int)Sql::Row("SELECT COUNT(*) AS n FROM $sFrom")['n'];
		if ($iCount > 0) {
			self::ObjectOf($oData)->AddDeleteIssue(Dict::Format($sWords, $iCount));
		}
	}

	private function LinkTicket(EventData $oData): void
	{
		Linking::AfterSave(self::ObjectOf($oData), (bool)$oData->Get('is_new'), array_keys($oData->Get('changes') ?? []));
	}

	private function Note(EventData $oData): void
	{
		$oObject = self::ObjectOf($oData);
		Journal::Note(get_class($oObject), (int)$oObject->GetKey());
	}

	private function ShowSums(EventData $oData): void
	{
		foreach ([...self::SUMS, ...self::SUM_TEXTS] as $sCode) {
			self::ObjectOf($oData)->ForceAttributeFlags($sCode, OPT_ATT_READONLY, (string)$oData->Get('target_state'));
		}
	}

	private function HideSums(EventData $oData): void
	{
		foreach ([...self::SUMS, ...self::SUM_TEXTS] as $sCode) {
			self::ObjectOf($oData)->ForceInitialAttributeFlags($sCode, OPT_ATT_HIDDEN);
		}
	}

	/** Without a contract there is nothing to say of it. */
	private function ShowTicket(EventData $oData): void
	{
		$oTicket = self::ObjectOf($oData);
		$iOfContract = $oTicket->Get('time_contract_id') > 0 ? OPT_ATT_READONLY : OPT_ATT_HIDDEN;
		$oTicket->ForceAttributeFlags('time_counted', OPT_ATT_READONLY, (string)$oData->Get('target_state'));
		foreach (self::OF_CONTRACT as $sCode) {
			$oTicket->ForceAttributeFlags($sCode, $iOfContract, (string)$oData->Get('target_state'));
		}
	}

	private static function ObjectOf(EventData $oData): DBObject
	{
		return $oData->Get('object');
	}
}
