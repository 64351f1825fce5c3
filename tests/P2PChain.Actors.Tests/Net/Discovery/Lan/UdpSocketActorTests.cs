using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using P2PChain.Actors.Net.Discovery.Lan;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Discovery.Lan;

/// <summary>Real sockets, on the loopback only.</summary>
public sealed class UdpSocketActorTests : ActorSpec
{
    private readonly IActorRef _udp;

    public UdpSocketActorTests(ITestOutputHelper output)
        : base(output)
    {
        _udp = Sys.ActorOf(UdpActor.Props());
        UnderTest(_udp);
    }

    [Fact]
    public void A_datagram_arrives_with_its_source()
    {
        var (socket, address) = Bind();
        using var other = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        other.Send([1, 2, 3], address);
        var received = ExpectMsg<Udp.Received>();
        Assert.Equal([1, 2, 3], received.Data.ToArray());
        Assert.Equal(other.Client.LocalEndPoint, received.Sender);
        socket.Tell(Udp.Send.Create(ByteString.FromBytes([4]), received.Sender));
        var from = new IPEndPoint(IPAddress.Any, 0);
        Assert.Equal([4], other.Receive(ref from));
        Assert.Equal(address, from);
    }

    [Fact]
    public void After_a_long_datagram_and_a_failed_send_the_socket_lives()
    {
        var (socket, address) = Bind();
        using var other = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        other.Send(new byte[20_000], address);
        Assert.Equal(513, ExpectMsg<Udp.Received>().Data.Count);
        socket.Tell(Udp.Send.Create(ByteString.FromBytes(new byte[100_000]), address));
        ExpectMsg<Udp.CommandFailed>();
        other.Send([7], address);
        Assert.Equal([7], ExpectMsg<Udp.Received>().Data.ToArray());
    }

    [Fact]
    public void A_flood_is_left_to_the_kernel()
    {
        var (_, address) = Bind();
        using var other = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        for (var i = 0; i < 20_000; i++) other.Send([1], address);
        var received = 0;
        while (ReceiveOne(TimeSpan.FromMilliseconds(50)) is Udp.Received) received++;
        Assert.InRange(received, 1, 1_000);
    }

    [Fact]
    public void A_port_in_use_is_told()
    {
        using var other = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        _udp.Tell(new Udp.Bind(TestActor, other.Client.LocalEndPoint));
        Assert.IsType<Udp.Bind>(ExpectMsg<Udp.CommandFailed>().Cmd);
    }

    [Fact]
    public void A_socket_ends_with_its_owner()
    {
        var owner = CreateTestProbe();
        _udp.Tell(new Udp.Bind(owner, new IPEndPoint(IPAddress.Loopback, 0)), owner);
        owner.ExpectMsg<Udp.Bound>();
        Watch(owner.LastSender);
        Sys.Stop(owner);
        ExpectTerminated(owner.LastSender);
    }

    private (IActorRef Socket, IPEndPoint Address) Bind()
    {
        _udp.Tell(new Udp.Bind(TestActor, new IPEndPoint(IPAddress.Loopback, 0)));
        var bound = ExpectMsg<Udp.Bound>();
        return (LastSender, (IPEndPoint)bound.LocalAddress);
    }
}
