<?php

/** What the set-up has to know of the time book. */

SetupWebPage::AddModule(
	__FILE__,
	'carnet-timebook/0.1.0',
	[
		'label' => 'Carnet: time book of customer contracts',
		'category' => 'business',
		'dependencies' => [
			'itop-tickets/3.1.0',
			'itop-service-mgmt/3.1.0||itop-service-mgmt-provider/3.1.0',
			'itop-profiles-itil/3.1.0',
			'itop-portal-base/3.1.0',
			'itop-request-mgmt/3.1.0||itop-request-mgmt-itil/3.1.0||itop-incident-mgmt-itil/3.1.0',
		],
		'mandatory' => false,
		'visible' => true,
		'installer' => 'CarnetTimebookInstaller',
		'datamodel' => [
			'src/AttributeSignedSeconds.php',
			'src/Console/AttributeTimePercent.php',
			'src/Hours.php',
			'src/rules/Uid.php',
			'src/rules/CountingRule.php',
			'src/rules/Counting.php',
			'src/rules/Contract.php',
			'src/rules/Choice.php',
			'src/rules/Provision.php',
			'src/rules/BookEntry.php',
			'src/rules/Pool.php',
			'src/rules/Indicators.php',
			'src/rules/Book.php',
			'src/rules/Statement.php',
			'src/rules/Recurrence.php',
			'src/rules/AlertLevels.php',
			'src/server/Refusal.php',
			'src/server/Later.php',
			'src/server/Zone.php',
			'src/server/Sql.php',
			'src/server/Caller.php',
			'src/server/Visible.php',
			'src/server/Locks.php',
			'src/server/Journal.php',
			'src/server/Restoration.php',
			'src/server/Contracts.php',
			'src/server/Ticket.php',
			'src/server/ContractBook.php',
			'src/server/Sums.php',
			'src/server/Alerts.php',
			'src/server/Session.php',
			'src/server/Values.php',
			'src/server/LogText.php',
			'src/server/EntryInput.php',
			'src/server/Entries.php',
			'src/server/TicketLog.php',
			'src/server/Counted.php',
			'src/server/Booking.php',
			'src/server/EntryDoor.php',
			'src/server/ProvisionDoor.php',
			'src/server/Held.php',
			'src/server/Linking.php',
			'src/server/Relinking.php',
			'src/server/Recurring.php',
			'src/server/Adoption.php',
			'src/server/Reconciling.php',
			'src/server/Upkeep.php',
			'src/server/Listeners.php',
			'src/check/Finding.php',
			'src/check/Collisions.php',
			'src/check/Surroundings.php',
			'src/check/Running.php',
			'src/check/CheckController.php',
			'src/verbs/Records.php',
			'src/verbs/Cursor.php',
			'src/verbs/Pull.php',
			'src/verbs/Push.php',
			'src/verbs/Desk.php',
			'src/verbs/CarnetRestResult.php',
			'src/verbs/CarnetRestServices.php',
			// Console and portal
			'src/Console/Bar.php',
			'src/Console/Styles.php',
			'src/Console/Duration.php',
			'src/Console/SpentTime.php',
			'src/Console/Overlap.php',
			'src/Console/ConsoleEntry.php',
			'src/Console/SpentTimeListener.php',
			'src/Console/Rights.php',
			'src/Console/Scripts.php',
			'src/Console/Unedited.php',
			'src/Console/Routes.php',
			'src/Console/Activities.php',
			'src/Console/TicketTab.php',
			'src/Console/TicketPanel.php',
			'src/Console/ScopePreview.php',
			'src/Console/Ledger.php',
			'src/Console/ContractTabs.php',
			'src/Console/ContractPanel.php',
			'src/Console/CountTimeForm.php',
			'src/Console/CreationForms.php',
			'src/Console/HeldForm.php',
			'src/Console/Menus.php',
			'src/Console/TimeBookController.php',
			'src/Portal/TicketScopes.php',
			'src/Portal/ContractData.php',
			'src/Portal/Rule.php',
			'src/Portal/ContractPage.php',
			'src/Portal/Statement.php',
			'src/Portal/StatementController.php',
			'src/Portal/Routes.php',
			'src/Portal/Styles.php',
			'model.carnet-timebook.php',
		],
		'webservice' => [],
		'data.struct' => [],
		'data.sample' => [],
		'doc.manual_setup' => '',
		'doc.more_information' => '',
		'settings' => [
			// Seconds between two readings by a desktop client. 200 desks that read every 60 s keep 27 % of two cores busy, every 120 s 14 %.
			'poll_seconds' => 120,
			// First open day of every contract (ISO date), besides each contract's own.
			'closed_until' => '',
			// Days that the journal of changes is kept; a client away for longer reads everything again.
			'journal_days' => 30,
			// Whether customers read the time worked besides the time counted.
			'portal_worked_time' => false,
			// Whether tickets carry "Start in Carnet", for agents who have the desktop application.
			'start_link' => true,
		],
	]
);

if (!class_exists('CarnetTimebookInstaller')) {
	/** What set-up refuses and tells, and what an installation writes. */
	class CarnetTimebookInstaller extends ModuleInstallerAPI
	{
		/** Label in the dictionary's order of languages, whether it counts. */
		private const ACTIVITIES = [
			[['EN US' => 'Support', 'FR FR' => 'Assistance'], 'yes'],
			[['EN US' => 'Work on site', 'FR FR' => 'Intervention sur site'], 'yes'],
			[['EN US' => 'Travel', 'FR FR' => 'Déplacement'], 'no'],
			[['EN US' => 'Warranty', 'FR FR' => 'Garantie'], 'no'],
			[['EN US' => 'Goodwill', 'FR FR' => 'Geste commercial'], 'no'],
			[['EN US' => 'Internal', 'FR FR' => 'Interne'], 'no'],
		];

		/** Durations stored as text, each with its seconds: earlier ones were in the language of whoever wrote last. */
		private const TEXTS = [
			'ContractTimeProvision' => ['seconds_text' => 'seconds'],
			'ContractTimeEntry' => ['worked_text' => 'worked_seconds', 'counted_text' => 'counted_seconds'],
			'CustomerContract' => [
				'time_provisioned_text' => 'time_provisioned', 'time_consumed_text' => 'time_consumed', 'time_balance_text' => 'time_balance',
			],
		];

		/** Before a table is touched: sums written into somebody else's attribute could not be told from it afterwards. */
		public static function BeforeDatabaseCreation(Config $oConfiguration, $sPreviousVersion, $sCurrentVersion)
		{
			$aCollisions = array_map(fn ($oFinding) => $oFinding->Words(), \Carnet\TimeBook\Check\Collisions::Find());
			if ($aCollisions !== []) {
				throw new CoreException(implode(' ', $aCollisions));
			}
		}

		public static function AfterDatabaseCreation(Config $oConfiguration, $sPreviousVersion, $sCurrentVersion)
		{
			foreach (\Carnet\TimeBook\Check\Surroundings::Find() as $oFinding) {
				SetupLog::Warning('carnet-timebook: '.$oFinding->Words());
			}
			if ($sPreviousVersion === '') {
				self::WriteActivities($oConfiguration);
			} else {
				self::RewriteTexts();
			}
		}

		private static function RewriteTexts(): void
		{
			foreach (self::TEXTS as $sClass => $aColumns) {
				foreach ($aColumns as $sText => $sSeconds) {
					$sClock = Carnet\TimeBook\Hours::ClockSql($sSeconds);
					$sTable = Carnet\TimeBook\Sql::Table($sClass);
					Carnet\TimeBook\Sql::Do("UPDATE $sTable SET $sText = $sClock WHERE NOT $sText <=> $sClock");
				}
			}
		}

		/** Unless there are some already, as where the extension had been taken out and comes back. */
		private static function WriteActivities(Config $oConfiguration): void
		{
			if (self::HasActivities()) {
				return;
			}
			$sLanguage = $oConfiguration->GetDefaultLanguage() === 'FR FR' ? 'FR FR' : 'EN US';
			foreach (self::ACTIVITIES as $iRank => [$aNames, $sCounted]) {
				$oActivity = MetaModel::NewObject('ContractTimeActivity', ['name' => $aNames[$sLanguage], 'counted' => $sCounted, 'rank' => $iRank + 1]);
				$oActivity->DBInsertNoReload();
			}
		}

		private static function HasActivities(): bool
		{
			$oSearch = new DBObjectSearch('ContractTimeActivity');
			$oSearch->AllowAllData();

			return (new DBObjectSet($oSearch))->CountExceeds(0);
		}
	}
}
