using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace P2PChain.Testing;

/// <summary>
/// A test kit that fails on silence: a message that nobody handles, or that finds nobody, fails the test, once the
/// actors under test have stopped. A message after the end began, or to Akka's own TCP actors, is expected.
/// </summary>
public abstract class ActorSpec : TestKit, IDisposable
{
    private readonly ConcurrentQueue<string> _lost = new();
    private readonly List<IActorRef> _underTest = [];
    private readonly List<Func<DeadLetter, bool>> _exemptions = [];
    private volatile bool _isEnding;

    protected ActorSpec(ITestOutputHelper output, string config = "")
        : base(
            ConfigurationFactory.ParseString(config).WithFallback(ConfigurationFactory.ParseString(Quiet)),
            "test",
            output)
    {
        // A listener that answers at once: a probe looked at in the end misses what is still on its way.
        var listener = Sys.ActorOf(
            Props.Create(() => new Listener(Note)).WithDispatcher(CallingThreadDispatcher.Id), "lost-messages");
        Sys.EventStream.Subscribe(listener, typeof(UnhandledMessage));
        Sys.EventStream.Subscribe(listener, typeof(DeadLetter));
    }

    private const string Quiet = """
        akka.loglevel = INFO
        akka.log-dead-letters = off
        akka.actor.debug.unhandled = on
        # How long what must come may take on a machine that is busy with something else; 3 s by default.
        akka.test.single-expect-default = 15s
        """;

    /// <summary>These are stopped, and waited for, before the test is judged.</summary>
    protected void UnderTest(params IActorRef[] actors) => _underTest.AddRange(actors);

    /// <summary>Dead letters that this test expects, and why stands beside the call.</summary>
    protected void Expected(Func<DeadLetter, bool> exemption) => _exemptions.Add(exemption);

    /// <summary>
    /// The test stops this node before its end. Questions of the node's actors to each other may be lost.
    /// </summary>
    protected void StopsAmid(IActorRef node) => Expected(
        letter => letter.Recipient.Path.ToString().StartsWith($"{node.Path}/", StringComparison.Ordinal));

    /// <summary>The end of a test: stops what is under test, then judges.</summary>
    protected override void AfterAll()
    {
        _isEnding = true;
        foreach (var actor in _underTest) Watch(actor);
        foreach (var actor in _underTest)
        {
            Sys.Stop(actor);
            FishForMessage(
                message => message is Terminated gone && gone.ActorRef.Equals(actor), TimeSpan.FromSeconds(10));
        }
        base.AfterAll();
        Xunit.Assert.Empty(_lost);
    }

    private void Note(object message)
    {
        switch (message)
        {
            // A closed listener of Akka's own leaves its last accepts unhandled (1.5.74).
            case UnhandledMessage unhandled when IsTcp(unhandled.Recipient): break;
            case UnhandledMessage unhandled:
                _lost.Enqueue($"unhandled by {unhandled.Recipient.Path}: {unhandled.Message}");
                break;
            case DeadLetter letter when !_isEnding && !IsToTcp(letter) && !_exemptions.Exists(exemption => exemption(letter)):
                _lost.Enqueue($"dead letter to {letter.Recipient.Path}: {letter.Message}");
                break;
            default: break;
        }
    }

    private static bool IsTcp(IActorRef recipient) => recipient.Path.ToString().Contains(
        "/system/IO-TCP", StringComparison.Ordinal);

    private static bool IsToTcp(DeadLetter letter) =>
        IsTcp(letter.Recipient) || letter.Message is IDeadLetterSuppression;

    private sealed class Listener(Action<object> note) : UntypedActor
    {
        protected override void OnReceive(object message) => note(message);
    }
}
