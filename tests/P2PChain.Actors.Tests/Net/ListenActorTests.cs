using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Akka.TestKit;
using P2PChain.Actors.Net;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net;

public sealed class ListenActorTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void What_a_listener_could_not_take_before_it_was_bound_is_told_to_it_again_and_nothing_else_is()
    {
        var (owner, tcp, listener) = (CreateTestProbe(), CreateTestProbe("IO-TCP"), CreateTestProbe("IO-TCP-listener"));
        var address = new IPEndPoint(IPAddress.Loopback, 6000);
        UnderTest(owner.ChildActorOf(ListenActor.Props(tcp, address, new Random(1))));
        tcp.ExpectMsg<Tcp.Bind>(Patience);
        var under = tcp.LastSender;

        foreach (var (message, recipient) in new[] { ("accepted 1", listener.Ref), ("another's", tcp.Ref), ("accepted 2", listener.Ref) })
            under.Tell(new UnhandledMessage(message, ActorRefs.NoSender, recipient));
        under.Tell(new Tcp.Bound(address), listener);

        listener.ExpectMsg("accepted 1", Patience);
        listener.ExpectMsg("accepted 2", Patience);
        owner.ExpectMsg<PeerProtocol.Listening>(Patience);
    }

    [Fact]
    public async Task Whoever_dials_in_the_instant_in_which_a_node_begins_to_listen_is_accepted()
    {
        for (var round = 0; round < 10; round++)
        {
            var owner = CreateTestProbe();
            var address = FreeAddress();
            using var stop = new CancellationTokenSource();
            var diallers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() => DialUntilItStands(address, stop.Token), TaskCreationOptions.LongRunning)).ToList();
            Listen(owner, address);

            var sockets = await Task.WhenAll(diallers).WaitAsync(Patience);

            var expected = sockets.Select(socket => socket.LocalEndPoint!.ToString()).ToHashSet();
            while (expected.Count > 0)
                expected.Remove(
                    (await owner.FishForMessageAsync<Tcp.Connected>(_ => true, Patience)).RemoteAddress.ToString());
            foreach (var socket in sockets) socket.Dispose();
        }
    }

    private void Listen(TestProbe owner, IPEndPoint address) =>
        UnderTest(owner.ChildActorOf(ListenActor.Props(Sys.Tcp(), address, new Random(1))));

    private static Socket DialUntilItStands(IPEndPoint address, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(address);
                if (!Equals(socket.LocalEndPoint, address)) return socket;
                socket.Dispose(); // it met itself
            }
            catch (SocketException)
            {
                socket.Dispose(); // nobody listens yet
            }
        }
    }

    private static IPEndPoint FreeAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
