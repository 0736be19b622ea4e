<?php

namespace Carnet\TimeBook\Console;

use Carnet\TimeBook\Hours;
use cmdbAbstractObject;
use Combodo\iTop\Application\Helper\Session;
use CoreCannotSaveObjectException;
use DBObject;
use Dict;
use Exception;
use IssueLog;
use MetaModel;
use UserRights;
use utils;
use WebPage;

/** An agent's entry from the console, through the one door that every entry goes through, and what the agent is told about it. */
final class ConsoleEntry
{
	private const MESSAGE = 'carnet-timebook';

	/** Time spent until now. */
	public static function Write(DBObject $oTicket, SpentTime $oSpent): bool
	{
		return self::Enter($oTicket, time() - $oSpent->iSeconds, $oSpent);
	}

	/** @param array<string, mixed> $aMore other attributes of the entry */
	public static function Enter(DBObject $oTicket, int $iStart, SpentTime $oSpent, array $aMore = []): bool
	{
		$iEnd = $iStart + $oSpent->iSeconds;
		try {
			$aOverlaps = Overlap::With((int)UserRights::GetContactId(), $iStart, $iEnd);
			$oEntry = MetaModel::NewObject('ContractTimeEntry', $aMore + [
				'ticket_id' => (int)$oTicket->GetKey(),
				'started_at' => $iStart,
				'ended_at' => $iEnd,
				'worked_seconds' => $oSpent->iSeconds,
				'activity_id' => $oSpent->iActivity,
				'comment' => $oSpent->sComment,
				'source' => 'console',
			]);
			$oEntry->DBInsertNoReload();
		} catch (CoreCannotSaveObjectException $oProblem) {
			return self::Refused($oTicket, $oSpent, implode(' ', $oProblem->getIssues()));
		} catch (Exception $oProblem) {
			IssueLog::Error('carnet-timebook: time typed in the console was not counted: '.$oProblem->getMessage());

			return self::Refused($oTicket, $oSpent, Dict::S('TimeBook:Spent:Failed'));
		}
		$sMessage = trim(self::Outcome($oEntry, $oSpent).' '.Overlap::Sentence($aOverlaps));
		$sSeverity = $aOverlaps === [] && self::IsFine($oEntry)
			? WebPage::ENUM_SESSION_MESSAGE_SEVERITY_OK
			: WebPage::ENUM_SESSION_MESSAGE_SEVERITY_WARNING;
		self::Tell($oTicket, $sMessage, $sSeverity);

		return true;
	}

	/** What was just told about a ticket, for a page that is not loaded anew; '' for nothing. It is not told twice. */
	public static function Told(string $sClass, int $iTicket): string
	{
		$aPath = ['obj_messages', $sClass.'::'.$iTicket, self::MESSAGE];
		$sTold = Session::IsSet($aPath) ? (string)Session::Get($aPath)['message'] : '';
		Session::Unset($aPath);

		return html_entity_decode($sTold, ENT_QUOTES);
	}

	private static function Outcome(DBObject $oEntry, SpentTime $oSpent): string
	{
		$sWorked = Hours::Text($oSpent->iSeconds);
		$iContract = (int)$oEntry->Get('contract_id');
		if ($iContract === 0) {
			return Dict::Format('TimeBook:Spent:NoContract', $sWorked);
		}
		$oContract = MetaModel::GetObject('CustomerContract', $iContract, false);
		$sContract = $oContract === null ? Dict::S('TimeBook:Contract:Hidden') : $oContract->GetRawName();
		if ($oEntry->Get('state') === 'held') {
			return Dict::Format('TimeBook:Spent:Held', $sWorked, $sContract);
		}
		$sCounted = Hours::Text((int)$oEntry->Get('counted_seconds'));

		if ($oContract === null) {
			return Dict::Format('TimeBook:Spent:CountedOn', $sWorked, $sCounted, $sContract);
		}
		$iBalance = (int)$oContract->Get('time_balance');

		return Dict::Format($iBalance < 0 ? 'TimeBook:Spent:Over' : 'TimeBook:Spent:Counted', $sWorked, $sCounted, $sContract, Hours::Text(abs($iBalance)));
	}

	/** Whether it was counted, and no contract that wants its agents warned is overrun. */
	private static function IsFine(DBObject $oEntry): bool
	{
		$oContract = MetaModel::GetObject('CustomerContract', (int)$oEntry->Get('contract_id'), false);
		$bOver = $oContract !== null && $oContract->Get('time_overrun') !== 'allow' && $oContract->Get('time_balance') < 0;

		return $oEntry->Get('state') === 'counted' && !$bOver;
	}

	private static function Refused(DBObject $oTicket, SpentTime $oSpent, string $sWhy): bool
	{
		$sMessage = Dict::Format('TimeBook:Spent:Refused', Hours::Text($oSpent->iSeconds), $sWhy);
		self::Tell($oTicket, $sMessage, WebPage::ENUM_SESSION_MESSAGE_SEVERITY_ERROR);

		return false;
	}

	private static function Tell(DBObject $oTicket, string $sMessage, string $sSeverity): void
	{
		cmdbAbstractObject::SetSessionMessage(get_class($oTicket), $oTicket->GetKey(), self::MESSAGE, utils::EscapeHtml($sMessage), $sSeverity, 1);
	}
}
