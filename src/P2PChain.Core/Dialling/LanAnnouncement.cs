using System.Globalization;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>
/// The datagram that a node sends to all nodes of its local network. It contains no address: the reader takes the
/// sender's address from the datagram's header.
/// </summary>
/// <param name="Network">The network's name.</param>
/// <param name="Genesis">The network's genesis hash.</param>
/// <param name="Port">The TCP port that the node listens on.</param>
/// <param name="Nonce">Drawn by each node at its start: a node ignores its own datagrams.</param>
/// <remarks>Source: docs/protocol.md, local network.</remarks>
public sealed record LanAnnouncement(string Network, Hash256 Genesis, int Port, ulong Nonce)
{
    /// <summary>The largest datagram. A longer one is no announcement.</summary>
    public const int BytesMax = 512;

    /// <summary>The form of the datagram. A reader ignores any other.</summary>
    public const int Version = 1;

    private const int PortMax = 65_535;

    /// <summary>The datagram's bytes.</summary>
    public byte[] Encode() => new CanonicalJson()
        .BeginObject()
        .Member("genesis", Genesis.ToString())
        .Member("network", Network)
        .Member("nonce", Nonce.ToString("x16", CultureInfo.InvariantCulture))
        .Member("p2pchain", Version)
        .Member("port", Port)
        .EndObject()
        .ToArray();

    /// <summary>Reads a datagram.</summary>
    /// <returns>Null if it is no announcement.</returns>
    public static LanAnnouncement? Decode(ReadOnlyMemory<byte> datagram) =>
        datagram.Length <= BytesMax && JsonCursor.TryRead(datagram, Read, out var announcement, out _)
            ? announcement
            : null;

    private static LanAnnouncement? Read(JsonCursor cursor)
    {
        string? network = null;
        Hash256? genesis = null;
        long? version = null, port = null;
        ulong? nonce = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            switch (name)
            {
                case "genesis": genesis = cursor.ReadHash(); break;
                case "network": network = cursor.ReadString(NetworkParameters.NameLengthMax); break;
                case "nonce": nonce = cursor.ReadHex64(); break;
                case "p2pchain": version = cursor.ReadInteger(Version, Version); break;
                case "port": port = cursor.ReadInteger(AddressBook.PortMin, PortMax); break;
                default: cursor.SkipValue(); break;
            }
        }

        cursor.RefuseMissing(
            ("genesis", genesis), ("network", network), ("nonce", nonce), ("p2pchain", version), ("port", port));
        return cursor.Fault is null ? new LanAnnouncement(network!, genesis!.Value, (int)port!, nonce!.Value) : null;
    }
}
