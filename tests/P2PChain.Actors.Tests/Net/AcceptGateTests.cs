using System.Net;
using System.Net.Sockets;
using Akka.IO;
using Akka.TestKit;
using P2PChain.Actors.Net;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net;

public sealed class AcceptGateTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Whoever_dials_waits_where_the_owner_is_64_connections_behind()
    {
        if (!OperatingSystem.IsLinux()) return; // filters on sockets
        var owner = CreateTestProbe();
        var to = Listen(owner);
        for (var round = 0; round < 3; round++)
        {
            using var accepted = new Disposables();
            for (var i = 0; i < AcceptGate.AheadMax; i++) await accepted.Add(Dialler()).ConnectAsync(to);
            var mark = await owner.FishForMessageAsync<AcceptGate.Reached>(reached => reached.WasClosed, Patience);

            var late = accepted.Add(Dialler());
            var connecting = late.ConnectAsync(to);
            await Assert.ThrowsAsync<TimeoutException>(() => connecting.WaitAsync(TimeSpan.FromMilliseconds(300)));

            mark.Gate.Pass();
            mark.Gate.Open();
            await connecting.WaitAsync(Patience); // the kernel dials again after a second
            await owner.FishForMessageAsync<Tcp.Connected>(
                connected => connected.RemoteAddress.Equals(late.LocalEndPoint), Patience);
            mark.Gate.Pass(); // and the count begins anew
        }
    }

    [Fact]
    public async Task Nobody_waits_where_the_owner_keeps_up()
    {
        var owner = CreateTestProbe();
        var to = Listen(owner);
        using var accepted = new Disposables();
        for (var i = 1; i <= 10 * AcceptGate.AheadMax; i++)
        {
            await accepted.Add(Dialler()).ConnectAsync(to);
            if (i % (AcceptGate.AheadMax / 2) != 0) continue;
            var mark = await owner.FishForMessageAsync<AcceptGate.Reached>(_ => true, Patience);
            Assert.False(mark.WasClosed);
            mark.Gate.Pass();
        }
    }

    private IPEndPoint Listen(TestProbe owner)
    {
        UnderTest(
            owner.ChildActorOf(ListenActor.Props(Sys.Tcp(), new IPEndPoint(IPAddress.Loopback, 0), new Random(1))));
        return owner.ExpectMsg<PeerProtocol.Listening>(Patience).Address;
    }

    private static Socket Dialler() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private sealed class Disposables : IDisposable
    {
        private readonly List<Socket> _sockets = [];

        public Socket Add(Socket socket)
        {
            _sockets.Add(socket);
            return socket;
        }

        public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
    }
}
