<?php

namespace Carnet\TimeBook\Console;

use Carnet\TimeBook\Hours;
use cmdbAbstractObject;
use Combodo\iTop\Application\UI\Base\Component\Button\ButtonUIBlockFactory;
use Combodo\iTop\Application\UI\Base\Component\Html\Html;
use DBObjectSearch;
use Dict;
use DisplayBlock;
use MetaModel;
use utils;
use WebPage;

/** The tab of a ticket's entries. Entries follow the ticket: whoever sees it, and may read entries, sees them. */
final class TicketTab
{
	private const COLUMNS = 'agent_id,contract_id,worked_seconds,counted_seconds,activity_id,state,comment,public_comment';

	public static function Display(cmdbAbstractObject $oTicket, WebPage $oPage): void
	{
		if (!Rights::MayRead('ContractTimeEntry')) {
			return;
		}
		$oPage->SetCurrentTab('TimeBook:Tab', Dict::S('TimeBook:Tab'));
		$oPage->AddUiBlock(new Html('<p class="timebook-sentence">'.utils::EscapeHtml(self::Sentence($oTicket)).'</p>'));
		if (TicketPanel::MaySpend()) {
			$oPage->AddUiBlock(ButtonUIBlockFactory::MakeLinkNeutral(Routes::CountTime($oTicket), Dict::S('TimeBook:CountTime'), 'fas fa-clock'));
			$sStart = Routes::StartInCarnet($oTicket);
			if ($sStart !== '') {
				$oPage->AddUiBlock(ButtonUIBlockFactory::MakeLinkNeutral($sStart, Dict::S('TimeBook:StartInCarnet'), 'fas fa-play'));
			}
		}
		$oEntries = DBObjectSearch::FromOQL('SELECT ContractTimeEntry WHERE ticket_id = :ticket', ['ticket' => (int)$oTicket->GetKey()]);
		$oBlock = new DisplayBlock($oEntries, 'list', false);
		$oBlock->Display($oPage, 'timebook_entries', ['menu' => false, 'table_id' => 'TimeBook_TicketEntries', 'zlist' => false, 'extra_fields' => self::COLUMNS]);
	}

	/** Which contract, why, what is left and what this ticket took. */
	private static function Sentence(cmdbAbstractObject $oTicket): string
	{
		$sTaken = Dict::Format('TimeBook:Ticket:Counted', Hours::Text((int)$oTicket->Get('time_counted')));
		$iContract = (int)$oTicket->Get('time_contract_id');
		if ($iContract === 0) {
			return Dict::S('TimeBook:Ticket:NoContract').' '.$sTaken;
		}
		$oContract = MetaModel::GetObject('CustomerContract', $iContract, false);
		if ($oContract === null) {
			return Dict::S('TimeBook:Contract:Hidden').' '.$sTaken;
		}
		$sEnd = (string)$oContract->GetEditValue('end_date');
		$iBalance = (int)$oContract->Get('time_balance');
		$sWords = $iBalance < 0 ? 'TimeBook:Ticket:Contract:Over' : 'TimeBook:Ticket:Contract';
		$sProvisioned = Hours::Text((int)$oContract->Get('time_provisioned'));

		return implode(' ', array_filter([
			Dict::Format($sWords, $oContract->GetRawName(), Hours::Text(abs($iBalance)), $sProvisioned),
			$sEnd === '' ? '' : Dict::Format('TimeBook:Ticket:End', $sEnd),
			self::Why((string)$oTicket->Get('time_contract_by'), trim((string)$oContract->Get('time_scope'))),
			$sTaken,
		]));
	}

	private static function Why(string $sBy, string $sScope): string
	{
		return match (true) {
			$sBy === 'person' => Dict::S('TimeBook:Ticket:Why:Person'),
			$sScope === '' => Dict::S('TimeBook:Ticket:Why:Earlier'),
			default => Dict::Format('TimeBook:Ticket:Why:Rule', $sScope),
		};
	}
}
