<?php

namespace Carnet\TimeBook\Console;

use Combodo\iTop\Service\Events\EventData;
use Combodo\iTop\Service\Events\EventService;
use Combodo\iTop\Service\Events\iEventServiceSetup;
use ContextTag;
use DBObject;
use Dict;
use WeakMap;

/**
 * Turns the "time spent" typed at an action into the connected agent's entry.
 *
 * The fields are emptied before the ticket is written, the entry is written after it: a ticket that could not be saved counts nothing.
 * Where time is all that was typed there is nothing to save, and the entry is written at once.
 */
class SpentTimeListener implements iEventServiceSetup
{
	/** @var WeakMap<DBObject, SpentTime> */
	private WeakMap $oPending;

	public function __construct()
	{
		$this->oPending = new WeakMap();
	}

	public function RegisterEventsAndListeners()
	{
		EventService::RegisterListener(EVENT_DB_CHECK_TO_WRITE, $this->Check(...), 'Ticket', [], null, 0.0, 'carnet-timebook');
		EventService::RegisterListener(EVENT_DB_BEFORE_WRITE, $this->Take(...), 'Ticket', [], null, 10.0, 'carnet-timebook');
		EventService::RegisterListener(EVENT_DB_AFTER_WRITE, $this->Enter(...), 'Ticket', [], null, 10.0, 'carnet-timebook');
	}

	private function Check(EventData $oData): void
	{
		$oTicket = self::TicketOf($oData);
		$sTyped = (string)$oTicket->Get(SpentTime::TIME);
		if ($sTyped !== '' && Duration::Seconds($sTyped) === null) {
			$oTicket->AddCheckIssue(Dict::Format('TimeBook:Spent:NotUnderstood', $sTyped));
		}
	}

	private function Take(EventData $oData): void
	{
		$oTicket = self::TicketOf($oData);
		if (array_intersect_key($oTicket->ListChanges(), array_flip(SpentTime::CODES)) === []) {
			return;
		}
		$oSpent = self::IsByPerson() ? SpentTime::On($oTicket) : null;
		if ($oSpent === null && Duration::Seconds((string)$oTicket->Get(SpentTime::TIME)) === null) {
			return;
		}
		SpentTime::Clear($oTicket);
		if ($oSpent === null) {
			return;
		}
		if (!$oTicket->IsNew() && $oTicket->ListChanges() === []) {
			ConsoleEntry::Write($oTicket, $oSpent);
		} else {
			$this->oPending[$oTicket] = $oSpent;
		}
	}

	private function Enter(EventData $oData): void
	{
		$oTicket = self::TicketOf($oData);
		if (isset($this->oPending[$oTicket])) {
			$oSpent = $this->oPending[$oTicket];
			unset($this->oPending[$oTicket]);
			ConsoleEntry::Write($oTicket, $oSpent);
		}
	}

	/** Only a person in the console spends time this way: portal, imports, synchronisation and REST have their own doors or none. */
	private static function IsByPerson(): bool
	{
		return ContextTag::Check(ContextTag::TAG_CONSOLE) && !ContextTag::Check(ContextTag::TAG_IMPORT) && !ContextTag::Check(ContextTag::TAG_SYNCHRO);
	}

	private static function TicketOf(EventData $oData): DBObject
	{
		return $oData->Get('object');
	}
}
