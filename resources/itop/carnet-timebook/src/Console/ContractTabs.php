<?php

namespace Carnet\TimeBook\Console;

use Combodo\iTop\Application\UI\Base\Component\Button\ButtonUIBlockFactory;
use Combodo\iTop\Application\UI\Base\Component\DataTable\DataTableUIBlockFactory;
use Combodo\iTop\Application\UI\Base\Component\Html\Html;
use Combodo\iTop\Application\UI\Base\Component\Title\TitleUIBlockFactory;
use CustomerContract;
use DBObjectSearch;
use Dict;
use DisplayBlock;
use utils;
use WebPage;

/** Tabs of a contract: its time book (provisions, ledger, entries), and its tickets with the time of each. */
final class ContractTabs
{
	private const PROVISION_COLUMNS = 'date,kind,seconds,valid_from,valid_until,comment,author_id';
	private const ENTRY_COLUMNS = 'started_on,ticket_id,agent_id,worked_seconds,counted_seconds,activity_id,state,public_comment';
	private const TICKET_COLUMNS = 'finalclass,title,org_id,agent_id,operational_status,start_date,time_counted';

	public static function Display(CustomerContract $oContract, WebPage $oPage): void
	{
		if (!Rights::MayRead('ContractTimeEntry')) {
			return;
		}
		if ($oPage->IsPrintableVersion()) {
			$oPage->SetCurrentTab('TimeBook:Tab', Dict::S('TimeBook:Tab'));
			self::Book($oContract, $oPage);
		} else {
			// A long book is read when its tab is opened, not with each look at the contract.
			$oPage->AddAjaxTab('TimeBook:Tab', Routes::Ajax('contract_book', ['id' => (int)$oContract->GetKey()]), true, Dict::S('TimeBook:Tab'));
		}
		$oPage->SetCurrentTab('TimeBook:Tickets', Dict::S('TimeBook:Tickets'));
		self::Listed($oPage, 'SELECT Ticket WHERE time_contract_id = :contract', $oContract, 'Tickets', self::TICKET_COLUMNS);
	}

	/** The tab of the time book. */
	public static function Book(CustomerContract $oContract, WebPage $oPage): void
	{
		self::Provisions($oContract, $oPage);
		self::Ledger($oContract, $oPage);
		$oPage->AddUiBlock(TitleUIBlockFactory::MakeNeutral(Dict::S('TimeBook:Entries'), 3));
		self::Listed($oPage, 'SELECT ContractTimeEntry WHERE contract_id = :contract', $oContract, 'Entries', self::ENTRY_COLUMNS);
	}

	private static function Provisions(CustomerContract $oContract, WebPage $oPage): void
	{
		$oPage->AddUiBlock(TitleUIBlockFactory::MakeNeutral(Dict::S('TimeBook:Provisions'), 3));
		if (Rights::MayWrite('ContractTimeProvision')) {
			$oPage->AddUiBlock(ButtonUIBlockFactory::MakeLinkNeutral(Routes::NewProvision($oContract), Dict::S('TimeBook:AddProvision'), 'fas fa-plus'));
		}
		self::Listed($oPage, 'SELECT ContractTimeProvision WHERE contract_id = :contract', $oContract, 'Provisions', self::PROVISION_COLUMNS);
	}

	private static function Ledger(CustomerContract $oContract, WebPage $oPage): void
	{
		$oLedger = new Ledger((int)$oContract->GetKey());
		$oPage->AddUiBlock(TitleUIBlockFactory::MakeNeutral(Dict::S('TimeBook:Ledger'), 3));
		$oPage->AddUiBlock(new Html('<p class="timebook-sentence">'.utils::EscapeHtml($oLedger->Sum()).'</p>'));
		$aColumns = [];
		foreach (['Day', 'What', 'Ticket', 'Agent', 'Seconds', 'Balance'] as $sColumn) {
			$aColumns[strtolower($sColumn)] = ['label' => Dict::S("TimeBook:Ledger:$sColumn"), 'description' => ''];
		}
		$oPage->AddUiBlock(DataTableUIBlockFactory::MakeForStaticData('', $aColumns, $oLedger->Rows(), 'timebook_ledger'));
	}

	private static function Listed(WebPage $oPage, string $sQuery, CustomerContract $oContract, string $sName, string $sColumns): void
	{
		$oSearch = DBObjectSearch::FromOQL($sQuery, ['contract' => (int)$oContract->GetKey()]);
		$oBlock = new DisplayBlock($oSearch, 'list', false);
		$oBlock->Display($oPage, "timebook_$sName", ['menu' => false, 'table_id' => "TimeBook_Contract$sName", 'zlist' => false, 'extra_fields' => $sColumns]);
	}
}
