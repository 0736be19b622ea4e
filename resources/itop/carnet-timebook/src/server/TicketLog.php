<?php

namespace Carnet\TimeBook;

use MetaModel;
use UserRights;

/** The message that goes with an entry, appended in the transaction that says so. The ticket's row is locked by the session. */
final class TicketLog
{
	/** @throws Refusal where the account may not write on tickets of this class, or they have no such log */
	public static function Append(string $sClass, int $iTicket, int $iEntry, LogText $oLog): void
	{
		if (!MetaModel::IsValidAttCode($sClass, $oLog->sAttribute)) {
			throw new Refusal(Refusal::BAD_VALUE);
		}
		if (UserRights::IsActionAllowed($sClass, UR_ACTION_MODIFY) != UR_ALLOWED_YES) {
			throw new Refusal(Refusal::RIGHT_MISSING);
		}
		$oTicket = MetaModel::GetObject($sClass, $iTicket, true, true);
		$oCaseLog = $oTicket->Get($oLog->sAttribute);
		$oCaseLog->AddLogEntryFromJSON((object)['message' => $oLog->sText, 'format' => 'text']);
		$oTicket->Set($oLog->sAttribute, $oCaseLog);
		$oTicket->DBUpdate();
		Entries::Change($iEntry, ['log_state' => 'written']);
	}
}
