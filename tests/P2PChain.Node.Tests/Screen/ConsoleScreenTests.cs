using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using P2PChain.Actors;
using P2PChain.Actors.Console;
using P2PChain.Actors.Net;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Node.Screen;
using static P2PChain.Node.Tests.Screen.Views;

namespace P2PChain.Node.Tests.Screen;

/// <summary>A session at the prompt, with the test in the place of the node.</summary>
public sealed class ConsoleScreenTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WrittenText _output = new();
    private readonly WrittenText _errors = new();
    private readonly TypedLines _input = new();
    private readonly TestProbe _node;
    private readonly IActorRef _actor;
    private readonly ScreenWriter _writer;
    private int _asked;
    private volatile ConsoleProtocol.Reach _reach = new(HasPeers: false, IsInStep: false, Height: 0);

    public ConsoleScreenTests()
        : base("akka.loglevel = WARNING")
    {
        _node = CreateTestProbe("console");
        _writer = new ScreenWriter(_output, _errors, new ScreenStyle(IsTerminal: false, HasColours: false));
        _actor = Sys.ActorOf(
            ScreenActor.Props(_node, Me, KeyNames.None, TimeZoneInfo.Utc, _writer, TimeSpan.FromSeconds(1)), "screen");
        _node.ExpectMsg<ConsoleProtocol.Watch>();
        _node.IgnoreMessages(static message => message is ConsoleProtocol.GetReach);
        _node.SetAutoPilot(new DelegateAutoPilot((asker, message) =>
        {
            if (message is not ConsoleProtocol.GetReach) return AutoPilot.KeepRunning;
            asker.Tell(_reach);
            Interlocked.Increment(ref _asked);
            return AutoPilot.KeepRunning;
        }));
    }

    [Fact]
    public async Task A_line_is_read_when_the_one_before_is_answered_and_a_confirmation_comes_later()
    {
        var session = Session(isScript: false);
        _input.Type("1");
        _input.Type("laptop-001");
        _input.Type("peers");
        var request = await _node.ExpectMsgAsync<ConsoleProtocol.Request>();
        Assert.Equal<ItemId>([Laptop], request.Uids);
        await _node.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
        Answer(request, new AnswerProtocol.Accepted(Laptop, TransactionType.Request, Tip), isLast: false);

        var peers = await _node.ExpectMsgAsync<ConsoleProtocol.ListPeers>();
        Assert.NotEqual(request.Id, peers.Id);
        Answer(request, new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        Answer(peers, new AnswerProtocol.Peers([], [], PeerRecord.Empty));
        _input.Type("exit");
        await session.WaitAsync(Patience);
        Assert.Equal(
            """
            select > 1
            item ID: laptop-001
            laptop-001: accepted, waiting for a block; txid 00ab12cd0000
            select > peers
            laptop-001: confirmed in block 2
            no peer is connected and none is dialled: connect to one with connect HOST PORT
            select > exit

            """,
            AfterMenu());
    }

    [Fact]
    public async Task At_the_end_of_input_open_commands_are_waited_for_and_news_goes_on()
    {
        var session = Session();
        _input.Type("request laptop-001");
        _input.End();
        var request = await _node.ExpectMsgAsync<ConsoleProtocol.Request>();
        Answer(request, new AnswerProtocol.Accepted(Laptop, TransactionType.Request, Tip), isLast: false);
        _actor.Tell(new NewsProtocol.PeerNews("127.0.0.1:6001", true, ""));
        await AwaitAssertAsync(() => Assert.Contains("6001 connected\n", Written(), StringComparison.Ordinal));
        Assert.False(session.IsCompleted);

        Answer(request, new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        await session.WaitAsync(Patience);
        Assert.EndsWith("laptop-001: confirmed in block 2\n", WithoutPrompts(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_pipe_the_progress_of_a_sync_is_a_line_in_ten_seconds_and_its_result_always()
    {
        for (var height = 1; height <= 5; height++)
            _actor.Tell(new NewsProtocol.SyncProgressNews(height, 20_000, 1, TimeSpan.FromSeconds(1)));
        _actor.Tell(new NewsProtocol.SyncedNews(20_000, 20_000, 0, TimeSpan.FromSeconds(20)));
        await AwaitAssertAsync(() => Assert.Equal(
            "fetching blocks: height 1 of 20,000, 1 a second, about 1 s left\nfetched 20,000 blocks in 20 s: height 20,000\n", Written()));
    }

    [Fact]
    public async Task What_is_open_for_too_long_is_told_and_left()
    {
        var session = Session(finishTimeout: TimeSpan.FromMilliseconds(200));
        _input.Type("request laptop-001 laptop-002");
        _input.End();
        var request = await _node.ExpectMsgAsync<ConsoleProtocol.Request>();
        var second = ItemId.Parse("laptop-002");
        Answer(request, new AnswerProtocol.Accepted(Laptop, TransactionType.Request, Tip), isLast: false);
        Answer(request, new AnswerProtocol.Accepted(second, TransactionType.Request, Tip), isLast: false);
        Answer(request, new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2), isLast: false);
        await session.WaitAsync(Patience);
        Assert.EndsWith(
            "laptop-001: confirmed in block 2\n"
            + "laptop-002: not in a block after 0 s; the node has kept it and goes on when it runs again\n",
            WithoutPrompts(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_nobody_answers_does_not_hold_up_the_next()
    {
        var session = Session();
        _input.Type("peers");
        _input.End();
        await _node.ExpectMsgAsync<ConsoleProtocol.ListPeers>();
        await session.WaitAsync(Patience);
        Assert.EndsWith("peers: no answer within 1 s\n", WithoutPrompts(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_items_are_refused_as_a_whole()
    {
        var session = Session();
        _input.Type("5");
        _input.Type("laptop-001, laptop-002");
        _input.End();
        Answer(await _node.ExpectMsgAsync<ConsoleProtocol.Request>(), new AnswerProtocol.Refused(
            TransactionType.Request, new Refusal(RefusalReason.HeldBy, Laptop, Other, 1, Moved)));
        await session.WaitAsync(Patience);
        Assert.Contains(
            "laptop-001: refused: held by 03bbbbbb… since block 1\nso none of these items was requested\n",
            Written(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_answered_without_asking_the_node()
    {
        var session = Session();
        _input.Type("stauts");
        _input.Type("");
        _input.Type("6");
        _input.Type("127.0.0.1");
        _input.Type("x");
        _input.End();
        await session.WaitAsync(Patience);
        Assert.Equal(
            """
            select > stauts
            There is no command stauts: did you mean status?
            select > 
            select > 6
            peer host: 127.0.0.1
            peer port: x
            x is no port: a port is a number from 1 to 65535.
            select > 

            """,
            AfterMenu());
        await _node.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task The_end_of_input_at_a_question_is_the_end_of_the_session()
    {
        var session = Session();
        _input.Type("1");
        _input.End();
        await session.WaitAsync(Patience);
        Assert.Equal("select > 1\nitem ID: \nThe input ended before the answer, so nothing was done.\n", AfterMenu());
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_line()
    {
        using var stop = new CancellationTokenSource();
        var session = ConsoleScreen.RunAsync(
            _actor, new LineSource(_input), isScript: true, _writer, Patience, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.WaitAsync(Patience));
        _input.End();
    }

    [Fact]
    public async Task When_the_node_is_lost_nobody_is_left_waiting()
    {
        var session = Session();
        _input.Type("request laptop-001");
        _input.End();
        await _node.ExpectMsgAsync<ConsoleProtocol.Request>();
        Sys.Stop(_node);
        await session.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_exit_code_of_a_script_is_the_worst_of_its_commands()
    {
        Assert.Equal(ExitCode.Ok, await CodeAsync("request laptop-001"));
        Assert.Equal(ExitCode.Usage, await CodeAsync("request laptop-001", "stauts"));
    }

    [Theory]
    [InlineData("request")]
    [InlineData("request a/b")]
    [InlineData("request 'a")]
    [InlineData("1", "")]
    [InlineData("1")]
    [InlineData("99")]
    public async Task A_line_that_is_wrong_is_the_exit_code_2(params string[] lines) => Assert.Equal(
        ExitCode.Usage, await CodeAsync(lines));

    [Fact]
    public async Task A_line_that_cannot_be_read_is_told_and_the_next_one_is_read()
    {
        var session = Session();
        _input.Type(new InputLine("?", "Line 1 is not UTF-8."));
        _input.Type("1");
        _input.Type(new InputLine("?", "Line 3 is not UTF-8."));
        _input.Type("help");
        _input.End();
        Assert.Equal(ExitCode.Usage, await session.WaitAsync(Patience));
        Assert.StartsWith(
            "select > ?\nLine 1 is not UTF-8.\nselect > 1\nitem ID: ?\nLine 3 is not UTF-8.\nselect > help\n", AfterMenu(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_the_exit_code_3()
    {
        var session = Session();
        _input.Type("request laptop-001");
        _input.End();
        Answer(await _node.ExpectMsgAsync<ConsoleProtocol.Request>(), new AnswerProtocol.Refused(
            TransactionType.Request, new Refusal(RefusalReason.HeldBy, Laptop, Other, 1, Moved)));
        Assert.Equal(ExitCode.Refused, await session.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_person_gets_the_exit_code_0_and_waits_for_no_peer()
    {
        _reach = new ConsoleProtocol.Reach(HasPeers: true, IsInStep: false, Height: 0);
        var session = Session(isScript: false);
        _input.Type("stauts");
        _input.Type("request laptop-001");
        _input.End();
        Answer(await _node.ExpectMsgAsync<ConsoleProtocol.Request>(), new AnswerProtocol.Refused(
            TransactionType.Request, new Refusal(RefusalReason.HeldBy, Laptop, Other, 1, Moved)));
        Assert.Equal(ExitCode.Ok, await session.WaitAsync(Patience));
    }

    [Fact]
    public async Task Before_its_first_request_a_script_waits_for_a_peer()
    {
        _reach = new ConsoleProtocol.Reach(HasPeers: true, IsInStep: false, Height: 0);
        var session = Session();
        _input.Type("peers");
        _input.Type("request laptop-001");
        _input.End();
        Answer(
            await _node.ExpectMsgAsync<ConsoleProtocol.ListPeers>(),
            new AnswerProtocol.Peers([], [], PeerRecord.Empty));
        await _node.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(300));
        _reach = _reach with { IsInStep = true };
        Answer(
            await _node.ExpectMsgAsync<ConsoleProtocol.Request>(),
            new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        _reach = _reach with { Height = 2 };
        Assert.Equal(ExitCode.Ok, await session.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_script_asks_about_an_item_when_its_request_has_its_outcome_and_requests_another_at_once()
    {
        var session = Session();
        _input.Type("request laptop-001");
        _input.Type("request laptop-002");
        _input.Type("item laptop-001");
        _input.End();
        var first = await _node.ExpectMsgAsync<ConsoleProtocol.Request>();
        Answer(first, new AnswerProtocol.Accepted(Laptop, TransactionType.Request, Tip), isLast: false);
        Answer(await _node.ExpectMsgAsync<ConsoleProtocol.Request>(), new AnswerProtocol.Refused(
            TransactionType.Request, new Refusal(RefusalReason.HeldBy, ItemId.Parse("laptop-002"), Other, 1, Moved)));
        await _node.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
        Answer(first, new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        Answer(await _node.ExpectMsgAsync<ConsoleProtocol.ShowItem>(), new AnswerProtocol.ItemNotFound(Laptop, []));
        await session.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_script_waits_for_an_outcome_only_for_so_long()
    {
        var session = Session();
        _input.Type("request laptop-001");
        _input.Type("release laptop-001");
        _input.Type("status");
        _input.End();
        var request = await _node.ExpectMsgAsync<ConsoleProtocol.Request>();
        Answer(request, new AnswerProtocol.Accepted(Laptop, TransactionType.Request, Tip), isLast: false);
        await _node.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
        Answer(await _node.ExpectMsgAsync<ConsoleProtocol.Release>(), new AnswerProtocol.Refused(
            TransactionType.Release, new Refusal(RefusalReason.HeldBy, Laptop, Other, 1, Moved)));
        Answer(await _node.ExpectMsgAsync<ConsoleProtocol.GetStatus>(), new AnswerProtocol.Failed("no answer in time"));
        Answer(request, new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        await session.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_script_that_waits_for_an_outcome_ends_with_its_node()
    {
        var session = Session();
        _input.Type("request laptop-001");
        _input.Type("status");
        _input.End();
        var request = await _node.ExpectMsgAsync<ConsoleProtocol.Request>();
        Answer(request, new AnswerProtocol.Accepted(Laptop, TransactionType.Request, Tip), isLast: false);
        await _node.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
        Sys.Stop(_node);
        await session.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_no_peer_has_is_confirmed_here_only()
    {
        _reach = new ConsoleProtocol.Reach(HasPeers: true, IsInStep: true, Height: 1);
        var session = Session(finishTimeout: TimeSpan.FromSeconds(1));
        _input.Type("request laptop-001");
        _input.End();
        Answer(
            await _node.ExpectMsgAsync<ConsoleProtocol.Request>(),
            new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        Assert.Equal(ExitCode.Unknown, await session.WaitAsync(Patience));
        Assert.Contains(
            "\nlaptop-001: confirmed here only: no peer has block 2 after 1 s; ", Written(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Among_nodes_of_the_original_network_a_script_is_told_why_nothing_is_known()
    {
        _reach = new ConsoleProtocol.Reach(HasPeers: true, IsInStep: true, Height: 0) { IsAmongPlainPeers = true };
        var session = Session(finishTimeout: TimeSpan.FromSeconds(1));
        _input.Type("request laptop-001");
        _input.End();
        Answer(
            await _node.ExpectMsgAsync<ConsoleProtocol.Request>(),
            new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        Assert.Equal(ExitCode.Unknown, await session.WaitAsync(Patience));
        Assert.Contains(
            "\nlaptop-001: confirmed here only: nodes of the original network do not say which blocks they have, so 1 s told nothing of "
            + "block 2; run this node for a minute, then peers shows the difference\n", Written(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_superseded_while_a_peer_is_waited_for_is_told_and_is_the_exit_code_3()
    {
        _reach = new ConsoleProtocol.Reach(HasPeers: true, IsInStep: true, Height: 1);
        var session = Session();
        _input.Type("request laptop-001");
        _input.End();
        Answer(
            await _node.ExpectMsgAsync<ConsoleProtocol.Request>(),
            new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        _actor.Tell(new NewsProtocol.SupersededNews(
            TransactionType.Request, new Refusal(RefusalReason.HeldBy, Laptop, Other, 2, Moved))
        {
            TxId = Tip,
        });
        Assert.Equal(ExitCode.Refused, await session.WaitAsync(Patience));
        Assert.Contains("\nlaptop-001: superseded: ", Written(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_left_its_block_is_waited_for_again()
    {
        _reach = new ConsoleProtocol.Reach(HasPeers: true, IsInStep: true, Height: 1);
        var session = Session();
        _input.Type("request laptop-001");
        _input.End();
        Answer(
            await _node.ExpectMsgAsync<ConsoleProtocol.Request>(),
            new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        _actor.Tell(new NewsProtocol.ReturnedNews(Laptop, TransactionType.Request, Tip));
        _reach = _reach with { Height = 9 };
        await AskedAgainAsync();
        Assert.False(session.IsCompleted);
        _actor.Tell(new NewsProtocol.ConfirmedNews(Laptop, TransactionType.Request, Tip, 3));
        Assert.Equal(ExitCode.Ok, await session.WaitAsync(Patience));
    }

    [Fact]
    public async Task Where_no_peers_are_configured_one_that_is_connected_gets_its_time_and_the_exit_code_stays_0()
    {
        _reach = new ConsoleProtocol.Reach(HasPeers: false, IsInStep: false, Height: 1) { IsConnected = true };
        var session = Session(finishTimeout: TimeSpan.FromSeconds(1));
        _input.Type("request laptop-001");
        _input.End();
        Answer(
            await _node.ExpectMsgAsync<ConsoleProtocol.Request>(),
            new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        await AskedAgainAsync();
        Assert.False(session.IsCompleted);
        Assert.Equal(ExitCode.Ok, await session.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_person_who_leaves_is_told_what_is_waited_for()
    {
        _reach = new ConsoleProtocol.Reach(HasPeers: true, IsInStep: true, Height: 1);
        var session = Session(isScript: false);
        _input.Type("request laptop-001");
        _input.End();
        Answer(
            await _node.ExpectMsgAsync<ConsoleProtocol.Request>(),
            new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        await AwaitAssertAsync(() => Assert.Contains(
            "\nwaiting up to 10 s for the outcome of requests, ", Written(), StringComparison.Ordinal));
        _reach = _reach with { Height = 2 };
        Assert.Equal(ExitCode.Ok, await session.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_script_without_a_line_is_told_why_it_ends()
    {
        _input.End();
        Assert.Equal(ExitCode.Ok, await Session().WaitAsync(Patience));
        Assert.Equal(
            "Standard input is closed or empty, so this node ends at once: with --headless it runs without a console.\n", _errors.ToString());
    }

    private Task AskedAgainAsync()
    {
        var asked = Volatile.Read(ref _asked);
        return AwaitAssertAsync(() => Assert.True(Volatile.Read(ref _asked) > asked + 1));
    }

    private async Task<int> CodeAsync(params string[] lines)
    {
        var actor = Sys.ActorOf(
            ScreenActor.Props(_node, Me, KeyNames.None, TimeZoneInfo.Utc, _writer, TimeSpan.FromSeconds(1)));
        await _node.ExpectMsgAsync<ConsoleProtocol.Watch>();
        var input = new TypedLines();
        foreach (var line in lines) input.Type(line);
        input.End();
        var session = ConsoleScreen.RunAsync(
            actor, new LineSource(input), isScript: true, _writer, Patience, CancellationToken.None);
        if (lines[0] == "request laptop-001")
        {
            var request = await _node.ExpectMsgAsync<ConsoleProtocol.Request>();
            var confirmed = new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2);
            actor.Tell(new ConsoleProtocol.Reply(request.Id, confirmed, IsLast: true), _node);
        }

        return await session.WaitAsync(Patience);
    }

    private Task<int> Session(TimeSpan? finishTimeout = null, bool isScript = true) => ConsoleScreen.RunAsync(
        _actor, new LineSource(_input), isScript, _writer, finishTimeout ?? Patience, CancellationToken.None);

    private void Answer(ConsoleProtocol.Command command, AnswerProtocol.IResult result, bool isLast = true) =>
        _actor.Tell(new ConsoleProtocol.Reply(command.Id, result, isLast), _node);

    private string Written() => _output.ToString();

    // A prompt may open before or after what is written without having been asked for.
    private string WithoutPrompts() => Written().Replace("select > \n", "", StringComparison.Ordinal);

    private string AfterMenu() => Written()[Written().IndexOf("select > ", StringComparison.Ordinal)..];
}
