using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using P2PChain.Actors.Protocols;
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
    private readonly TypedLines _input = new();
    private readonly TestProbe _node;
    private readonly IActorRef _actor;
    private readonly ScreenWriter _writer;

    public ConsoleScreenTests()
        : base("akka.loglevel = WARNING")
    {
        _node = CreateTestProbe("console");
        _writer = new ScreenWriter(_output, TextWriter.Null, new ScreenStyle(IsTerminal: false, HasColours: false));
        _actor = Sys.ActorOf(ScreenActor.Props(_node, Me, TimeZoneInfo.Utc, _writer, TimeSpan.FromSeconds(1)), "screen");
        _node.ExpectMsg<ConsoleProtocol.Watch>();
    }

    [Fact]
    public async Task A_line_is_read_when_the_one_before_is_answered_and_a_confirmation_comes_later()
    {
        var session = Session();
        _input.Type("1");
        _input.Type("laptop-001");
        _input.Type("peers");
        var request = await _node.ExpectMsgAsync<ConsoleProtocol.Request>();
        Assert.Equal<ItemId>([Laptop], request.Uids);
        await _node.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
        Answer(request, new ConsoleProtocol.Accepted(Laptop, TransactionType.Request, Tip), isLast: false);

        var peers = await _node.ExpectMsgAsync<ConsoleProtocol.ListPeers>();
        Assert.NotEqual(request.Id, peers.Id);
        Answer(request, new ConsoleProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        Answer(peers, new ConsoleProtocol.Peers([], [], ConsoleProtocol.PeerRecord.Empty));
        _input.Type("exit");
        await session.WaitAsync(Patience);
        Assert.Equal(
            """
            select > 1
            item ID: laptop-001
            laptop-001: accepted, waiting for a block
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
        Answer(request, new ConsoleProtocol.Accepted(Laptop, TransactionType.Request, Tip), isLast: false);
        _actor.Tell(new ConsoleProtocol.PeerNews("127.0.0.1:6001", true, ""));
        await AwaitAssertAsync(() => Assert.Contains("6001 connected\n", Written(), StringComparison.Ordinal));
        Assert.False(session.IsCompleted);

        Answer(request, new ConsoleProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2));
        await session.WaitAsync(Patience);
        Assert.EndsWith("laptop-001: confirmed in block 2\n", WithoutPrompts(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_open_for_too_long_is_told_and_left()
    {
        var session = Session(finishTimeout: TimeSpan.FromMilliseconds(200));
        _input.Type("request laptop-001 laptop-002");
        _input.End();
        var request = await _node.ExpectMsgAsync<ConsoleProtocol.Request>();
        var second = ItemId.Parse("laptop-002");
        Answer(request, new ConsoleProtocol.Accepted(Laptop, TransactionType.Request, Tip), isLast: false);
        Answer(request, new ConsoleProtocol.Accepted(second, TransactionType.Request, Tip), isLast: false);
        Answer(request, new ConsoleProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2), isLast: false);
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
        Answer(await _node.ExpectMsgAsync<ConsoleProtocol.Request>(), new ConsoleProtocol.Refused(
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
        Assert.Equal("select > 1\nitem ID: \n", AfterMenu());
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_line()
    {
        using var stop = new CancellationTokenSource();
        var session = ConsoleScreen.RunAsync(_actor, new LineSource(_input), _writer, Patience, stop.Token);
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

    private Task Session(TimeSpan? finishTimeout = null) => ConsoleScreen.RunAsync(
        _actor, new LineSource(_input), _writer, finishTimeout ?? Patience, CancellationToken.None);

    private void Answer(ConsoleProtocol.Command command, ConsoleProtocol.IResult result, bool isLast = true) =>
        _actor.Tell(new ConsoleProtocol.Reply(command.Id, result, isLast), _node);

    private string Written() => _output.ToString();

    // A prompt may open before or after what is written without having been asked for.
    private string WithoutPrompts() => Written().Replace("select > \n", "", StringComparison.Ordinal);

    private string AfterMenu() => Written()[Written().IndexOf("select > ", StringComparison.Ordinal)..];
}
