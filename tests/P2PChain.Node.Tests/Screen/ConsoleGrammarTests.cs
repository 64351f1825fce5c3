using P2PChain.Actors.Console;
using P2PChain.Core.Primitives;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Tests.Screen;

public sealed class ConsoleGrammarTests
{
    [Fact]
    public void One_asks_for_an_item_and_requests_it()
    {
        var request = Command<ConsoleProtocol.Request>(Answered("1", ("item ID: ", "laptop-001")));
        Assert.Equal(["laptop-001"], Texts(request.Uids));
        Assert.Null(request.Note);
    }

    [Fact]
    public void Two_asks_for_an_item_and_releases_it() =>
        Assert.Equal(new ConsoleProtocol.Release(0, ItemId.Parse("laptop-001")),
            Command<ConsoleProtocol.Release>(Answered("2", ("item ID: ", " laptop-001 "))));

    [Fact]
    public void An_item_and_its_history_are_asked_for_by_words()
    {
        Assert.Equal(
            new ConsoleProtocol.ShowItem(0, ItemId.Parse("laptop-001")),
            Command<ConsoleProtocol.ShowItem>(ConsoleGrammar.Read("item laptop-001")));
        Assert.Equal(
            new ConsoleProtocol.ShowHistory(0, ItemId.Parse("laptop-001")), Command<ConsoleProtocol.ShowHistory>(ConsoleGrammar.Read("HISTORY laptop-001")));
        Assert.IsType<Entry.Say>(ConsoleGrammar.Read("history a b"));
        Assert.IsType<Entry.Say>(ConsoleGrammar.Read("item \"a b\""));
    }

    [Theory]
    [InlineData("block 7", "7")]
    [InlineData("BLOCK 00AB12CD…", "00ab12cd")]
    public void A_block_is_asked_for_by_height_or_hash(string typed, string name) => Assert.Equal(
        new ConsoleProtocol.ShowBlock(0, BlockName.Parse(name)!),
        Command<ConsoleProtocol.ShowBlock>(ConsoleGrammar.Read(typed)));

    [Fact]
    public void A_transaction_is_asked_for_by_its_first_digits() => Assert.Equal(
        new ConsoleProtocol.Explain(0, HashPrefix.Parse("00ab12cd")!),
        Command<ConsoleProtocol.Explain>(ConsoleGrammar.Read("why 00AB12CD…")));

    [Fact]
    public void Three_and_four_list_held_and_available_items()
    {
        Assert.Equal(
            new ConsoleProtocol.ListItems(0, AreHeld: true),
            Command<ConsoleProtocol.ListItems>(ConsoleGrammar.Read("3")));
        Assert.Equal(
            new ConsoleProtocol.ListItems(0, AreHeld: false),
            Command<ConsoleProtocol.ListItems>(ConsoleGrammar.Read("4")));
    }

    [Theory]
    [InlineData("a b c")]
    [InlineData("a,b,c")]
    [InlineData("a, b ,,c a")]
    public void Five_takes_ids_separated_by_blanks_or_commas(string typed) =>
        Assert.Equal(["a", "b", "c"],
            Texts(Command<ConsoleProtocol.Request>(Answered("5", ("item ID: ", typed))).Uids));

    [Fact]
    public void Six_asks_for_host_and_port_and_connects() =>
        Assert.Equal(new ConsoleProtocol.Connect(0, "127.0.0.1", 6001),
            Command<ConsoleProtocol.Connect>(Answered("6", ("peer host: ", "127.0.0.1"), ("peer port: ", "6001"))));

    [Fact]
    public void Six_asks_for_no_port_when_the_host_came_with_one() =>
        Assert.Equal(new ConsoleProtocol.Connect(0, "berlin.example", 6001),
            Command<ConsoleProtocol.Connect>(Answered("6", ("peer host: ", "berlin.example:6001"))));

    [Fact]
    public void Seven_eight_and_nine_ask_the_node_at_once()
    {
        Assert.Equal(new ConsoleProtocol.ListPeers(0), Command<ConsoleProtocol.ListPeers>(ConsoleGrammar.Read("7")));
        Assert.Equal(new ConsoleProtocol.Sync(0), Command<ConsoleProtocol.Sync>(ConsoleGrammar.Read("8")));
        Assert.Equal(new ConsoleProtocol.GetStatus(0), Command<ConsoleProtocol.GetStatus>(ConsoleGrammar.Read(" 9 ")));
    }

    [Theory]
    [InlineData("10")]
    [InlineData("exit")]
    [InlineData("quit")]
    [InlineData("q")]
    [InlineData("QUIT")]
    public void Ten_and_exit_end_the_session(string typed) => Assert.IsType<Entry.Exit>(ConsoleGrammar.Read(typed));

    [Fact]
    public void A_request_in_words_takes_several_items_and_a_note()
    {
        var request = Command<ConsoleProtocol.Request>(
            ConsoleGrammar.Read("request laptop-001 laptop-002,laptop-003 --note \"for Anna, until Friday\""));
        Assert.Equal(["laptop-001", "laptop-002", "laptop-003"], Texts(request.Uids));
        Assert.Equal("for Anna, until Friday", request.Note);
    }

    [Fact]
    public void After_two_dashes_an_item_may_begin_with_one()
    {
        Assert.Equal(["-x", "y"], Texts(Command<ConsoleProtocol.Request>(ConsoleGrammar.Read("request -- -x y")).Uids));
        Assert.Equal(
            new ConsoleProtocol.Release(0, ItemId.Parse("-x")),
            Command<ConsoleProtocol.Release>(ConsoleGrammar.Read("release -- -x")));
    }

    [Fact]
    public void An_item_or_a_host_may_have_the_name_of_a_command()
    {
        Assert.Equal(
            ["request", "laptop-001"],
            Texts(Command<ConsoleProtocol.Request>(ConsoleGrammar.Read("request request laptop-001")).Uids));
        Assert.Equal(
            new ConsoleProtocol.Release(0, ItemId.Parse("release")),
            Command<ConsoleProtocol.Release>(ConsoleGrammar.Read("release release")));
        Assert.Equal(
            new ConsoleProtocol.Connect(0, "connect", 6000),
            Command<ConsoleProtocol.Connect>(ConsoleGrammar.Read("connect connect 6000")));
        Assert.Single(Said(ConsoleGrammar.Read("request ../request laptop-001")));
    }

    [Fact]
    public void A_number_with_words_behind_it_is_the_word_it_stands_for()
    {
        Assert.Equal(["x"], Texts(Command<ConsoleProtocol.Request>(ConsoleGrammar.Read("1 x")).Uids));
        Assert.Equal(
            new ConsoleProtocol.Connect(0, "10.0.2.5", 6000),
            Command<ConsoleProtocol.Connect>(ConsoleGrammar.Read("6 10.0.2.5 6000")));
    }

    [Fact]
    public void The_other_words_ask_what_they_say()
    {
        Assert.Equal(
            new ConsoleProtocol.Release(0, ItemId.Parse("x")),
            Command<ConsoleProtocol.Release>(ConsoleGrammar.Read("release x")));
        Assert.Equal(
            new ConsoleProtocol.ListItems(0, true), Command<ConsoleProtocol.ListItems>(ConsoleGrammar.Read("items")));
        Assert.Equal(
            new ConsoleProtocol.ListItems(0, true),
            Command<ConsoleProtocol.ListItems>(ConsoleGrammar.Read("items --held")));
        Assert.Equal(
            new ConsoleProtocol.ListItems(0, false),
            Command<ConsoleProtocol.ListItems>(ConsoleGrammar.Read("items --available")));
        Assert.Equal(
            new ConsoleProtocol.ListPeers(0), Command<ConsoleProtocol.ListPeers>(ConsoleGrammar.Read("peers")));
        Assert.Equal(
            new ConsoleProtocol.ListPool(0, 0, 50), Command<ConsoleProtocol.ListPool>(ConsoleGrammar.Read("pool")));
        Assert.Equal(new ConsoleProtocol.Sync(0), Command<ConsoleProtocol.Sync>(ConsoleGrammar.Read("sync")));
        Assert.Equal(
            new ConsoleProtocol.GetStatus(0), Command<ConsoleProtocol.GetStatus>(ConsoleGrammar.Read("status")));
        Assert.Equal(new ConsoleProtocol.WhoAmI(0), Command<ConsoleProtocol.WhoAmI>(ConsoleGrammar.Read("WhoAmI")));
    }

    [Theory]
    [InlineData("connect 127.0.0.1 6001", "127.0.0.1")]
    [InlineData("connect 127.0.0.1:6001", "127.0.0.1")]
    [InlineData("connect [::1]:6001", "::1")]
    [InlineData("connect [2001:db8::5] 6001", "2001:db8::5")]
    [InlineData("connect ::1 6001", "::1")]
    [InlineData("connect berlin.example 6001", "berlin.example")]
    public void An_address_is_one_word_or_two(string typed, string host) =>
        Assert.Equal(
            new ConsoleProtocol.Connect(0, host, 6001), Command<ConsoleProtocol.Connect>(ConsoleGrammar.Read(typed)));

    [Fact]
    public void A_connection_is_taken_back_with_disconnect() =>
        Assert.Equal(new ConsoleProtocol.Disconnect(0, "127.0.0.1", 6001),
            Command<ConsoleProtocol.Disconnect>(ConsoleGrammar.Read("disconnect 127.0.0.1 6001")));

    [Theory]
    [InlineData("help")]
    [InlineData("?")]
    [InlineData("--help")]
    public void Help_shows_the_menu(string typed)
    {
        var lines = Said(ConsoleGrammar.Read(typed));
        Assert.Equal(12, lines.Length);
        Assert.Equal(" 1  request (single)          request ITEM [--note TEXT]", lines[2]);
        Assert.Equal("10  exit                      exit", lines[11]);
        Assert.All(
            ConsoleWords.Names, name => Assert.Contains(lines, line => line.Contains(name, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("help request")]
    [InlineData("HELP Request")]
    [InlineData("help 1")]
    [InlineData("request --help")]
    [InlineData("request laptop-001 -h")]
    [InlineData("1 --Help")]
    public void A_commands_help_is_its_usage_and_what_it_does(string typed) => Assert.Equal(
        [
            "usage: request ITEM [ITEM...] [--note TEXT]",
            "Requests one item or several, as a whole; a note of several words stands in quotes.",
        ],
        Said(ConsoleGrammar.Read(typed)));

    [Fact]
    public void Help_that_is_an_item_or_a_note_is_no_question()
    {
        Assert.Equal(["-h"], Texts(Command<ConsoleProtocol.Request>(ConsoleGrammar.Read("request -- -h")).Uids));
        Assert.Equal("--help", Command<ConsoleProtocol.Request>(ConsoleGrammar.Read("request x --note '--help'")).Note);
        Assert.Equal(["There is no command hlep: did you mean help?"], Said(ConsoleGrammar.Read("help hlep")));
    }

    [Theory]
    [InlineData("Request x --NOTE Anna", "request x --note Anna")]
    [InlineData("STATUS", "status")]
    [InlineData("Items --Available", "items --available")]
    [InlineData("CONNECT berlin 6000", "connect berlin 6000")]
    public void Commands_and_options_are_taken_in_any_case(string typed, string meant) =>
        Assert.Equivalent(ConsoleGrammar.Read(meant), ConsoleGrammar.Read(typed), strict: true);

    [Fact]
    public void An_item_keeps_its_case() =>
        Assert.Equal(["Laptop"], Texts(Command<ConsoleProtocol.Request>(ConsoleGrammar.Read("REQUEST Laptop")).Uids));

    [Theory]
    [InlineData("request \"projector 3\"", "projector 3")]
    [InlineData("request 'projector 3'", "projector 3")]
    [InlineData("request projector' '3", "projector 3")]
    [InlineData("1 \"projector 3\"", "projector 3")]
    [InlineData("release \"projector 3\"", "projector 3")]
    public void A_quoted_id_is_one_and_may_have_no_space(string typed, string id) => Assert.Equal(
        [$"\"{id}\" is no item id: an id is 1 to 128 of A-Z a-z 0-9 _ - . and has no space"], Said(ConsoleGrammar.Read(
            typed)));

    [Theory]
    [InlineData("1", "\"projector 3\"")]
    [InlineData("2", "'projector 3'")]
    [InlineData("5", "laptop-1 \"projector 3\"")]
    public void A_quoted_answer_is_one_id_as_well(string number, string answer) => Assert.Equal(
        ["\"projector 3\" is no item id: an id is 1 to 128 of A-Z a-z 0-9 _ - . and has no space"],
        Said(Answered(number, ("item ID: ", answer))));

    [Theory]
    [InlineData("\"a\", 'b',c")]
    [InlineData("a\"\",'b' c")]
    public void Answers_may_have_quotes(string typed) =>
        Assert.Equal(
            ["a", "b", "c"], Texts(Command<ConsoleProtocol.Request>(Answered("5", ("item ID: ", typed))).Uids));

    [Fact]
    public void A_quoted_host_is_a_host()
    {
        Assert.Equal(new ConsoleProtocol.Connect(0, "127.0.0.1", 6001),
            Command<ConsoleProtocol.Connect>(
                Answered("6", ("peer host: ", "'127.0.0.1'"), ("peer port: ", "\"6001\""))));
        Assert.Equal(new ConsoleProtocol.Connect(0, "127.0.0.1", 6001),
            Command<ConsoleProtocol.Connect>(Answered("6", ("peer host: ", "127.0.0.1 6001"))));
    }

    [Theory]
    [InlineData("request x --note 'for Anna'", "for Anna")]
    [InlineData("request x --note=\"for Anna\"", "for Anna")]
    [InlineData("request x --note for' 'Anna", "for Anna")]
    [InlineData("request x --note \"Anna's\"", "Anna's")]
    [InlineData("request x --note 'the \"big\" one'", "the \"big\" one")]
    [InlineData("request x --note \"a \\\"b\\\" \\\\ c\\d\"", "a \"b\" \\ c\\d")]
    [InlineData("request x --note 'C:\\temp\\'", "C:\\temp\\")]
    [InlineData("request x --note C:\\temp\\x", "C:\\temp\\x")]
    [InlineData("request x --note a,b", "a,b")]
    public void Quotes_are_those_of_a_shell(string typed, string note) =>
        Assert.Equal(note, Command<ConsoleProtocol.Request>(ConsoleGrammar.Read(typed)).Note);

    [Theory]
    [InlineData("request \"projector")]
    [InlineData("request x --note Anna's")]
    [InlineData("'status")]
    [InlineData("request x --note \"C:\\temp\\\"")]
    public void An_open_quote_is_refused(string typed) => Assert.StartsWith(
        "A quote is not closed, so nothing was done: ", Assert.Single(Said(ConsoleGrammar.Read(typed))), StringComparison.Ordinal);

    [Fact]
    public void An_open_quote_in_an_answer_is_refused() => Assert.StartsWith(
        "A quote is not closed", Assert.Single(Said(Answered("5", ("item ID: ", "a 'b")))), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\t")]
    public void An_empty_line_is_nothing(string typed) => Assert.IsType<Entry.Nothing>(ConsoleGrammar.Read(typed));

    [Theory]
    [InlineData("stauts", "There is no command stauts: did you mean status?")]
    [InlineData("relase x", "There is no command relase: did you mean release?")]
    [InlineData("frobnicate", "There is no command frobnicate: help lists the commands.")]
    [InlineData("0", "The menu has the numbers 1 to 10; help shows it again.")]
    [InlineData("11", "The menu has the numbers 1 to 10; help shows it again.")]
    [InlineData("99999999999999", "The menu has the numbers 1 to 10; help shows it again.")]
    [InlineData("10.0.2.5", "There is no command 10.0.2.5: help lists the commands.")]
    [InlineData("request a/b", "a/b is no item id: an id is 1 to 128 of A-Z a-z 0-9 _ - .")]
    [InlineData(
        "request x --nte Anna",
        "There is no option --nte here. An item id that begins with - stands after --, as in request -- --nte")]
    [InlineData(
        "release -x", "There is no option -x here. An item id that begins with - stands after --, as in release -- -x")]
    [InlineData(
        "request x --note for Anna", "After --note stands one text: put it in quotes, as in --note \"for Anna\".")]
    [InlineData(
        "request x --note=for Anna", "After --note stands one text: put it in quotes, as in --note \"for Anna\".")]
    [InlineData(
        "request --note \"for Anna\" x", "After --note stands one text: put it in quotes, as in --note \"for Anna\".")]
    [InlineData("request x --note \"\"", "A note is 1 to 256 characters without control characters.")]
    [InlineData("release a b", "One item is released at a time. Usage: release ITEM")]
    [InlineData("release a,b", "One item is released at a time. Usage: release ITEM")]
    [InlineData("connect 127.0.0.1", "A port is missing. Usage: connect HOST PORT")]
    [InlineData("connect 127.0.0.1 0", "0 is no port: a port is a number from 1 to 65535.")]
    [InlineData("connect 127.0.0.1 65536", "65536 is no port: a port is a number from 1 to 65535.")]
    [InlineData("connect [[::1]] 6000", "[[::1]] is no host: write a name or an IP address, such as 10.0.2.5.")]
    [InlineData("connect no_host! 6000", "no_host! is no host: write a name or an IP address, such as 10.0.2.5.")]
    [InlineData(
        "items --available --by me",
        "--by and --at are for held items. Usage: items [--held] [--by KEY|me] [--at TIME|HEIGHT] | --available")]
    [InlineData("items --by Lyon", "Lyon is no key: write me, or 8 to 66 hex digits of a key.")]
    [InlineData("items --at 12:04", "12:04 is no time: write a height, or a time such as 2026-03-01T12:04.")]
    [InlineData("items --at -1", "-1 is no time: write a height, or a time such as 2026-03-01T12:04.")]
    [InlineData(
        "items --held --available",
        "Either --held or --available. Usage: items [--held] [--by KEY|me] [--at TIME|HEIGHT] | --available")]
    [InlineData("block tip", "tip is no block: write its height, or 8 to 64 hex digits of its hash.")]
    [InlineData("block 7 8", "Unrecognized command or argument '8'. Usage: block N|HASH")]
    [InlineData(
        "why laptop-1",
        "laptop-1 is no transaction: "
        + "write 8 to 64 hex digits of its txid, as accepted, item and history show it.")]
    [InlineData("peers now", "Unrecognized command or argument 'now'. Usage: peers")]
    public void What_cannot_be_done_is_a_sentence(string typed, string sentence) =>
        Assert.Equal([sentence], Said(ConsoleGrammar.Read(typed)));

    [Theory]
    [InlineData("request")]
    [InlineData("release")]
    [InlineData("connect")]
    [InlineData("block")]
    [InlineData("why")]
    public void A_missing_word_shows_the_usage(string typed) =>
        Assert.Contains($"Usage: {typed} ", Assert.Single(Said(ConsoleGrammar.Read(typed))), StringComparison.Ordinal);

    [Fact]
    public void An_empty_answer_to_a_prompt_does_nothing()
    {
        Assert.Equal(["No item id was given, so nothing was done."], Said(Answered("1", ("item ID: ", ""))));
        Assert.Equal(["One item id is expected here; 5 takes several."], Said(Answered("1", ("item ID: ", "a b"))));
        Assert.Equal(["No host was given, so nothing was done."], Said(Answered("6", ("peer host: ", " "))));
    }

    private static Entry Answered(string typed, params (string Prompt, string Answer)[] answers)
    {
        var entry = ConsoleGrammar.Read(typed);
        foreach (var (prompt, answer) in answers)
        {
            var ask = Assert.IsType<Entry.Ask>(entry);
            Assert.Equal(prompt, ask.Prompt);
            entry = ask.Next(answer);
        }

        return entry;
    }

    private static TCommand Command<TCommand>(Entry entry)
        where TCommand : ConsoleProtocol.Command => Assert.IsType<TCommand>(Assert.IsType<Entry.Do>(entry).Command);

    private static string[] Said(Entry entry) =>
        [.. Assert.IsType<Entry.Say>(entry).Lines.Select(static line => Assert.Single(line.Cells))];

    private static string[] Texts(IEnumerable<ItemId> items) => [.. items.Select(static item => item.Text)];
}
