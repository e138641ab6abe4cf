"""Modules whose name does not lead to the project that provides them.

Each line is a fact about public projects: a module, then the projects known to provide it, the
usual choice first. The table only *nominates*: nothing is offered before the wheel proves it.
Dotted names are modules below a namespace that many projects share.
"""

from collections.abc import Mapping
from types import MappingProxyType

_TABLE = """
absl absl-py
airflow apache-airflow
allauth django-allauth
AppKit pyobjc-framework-Cocoa
argon2 argon2-cffi
attr attrs
azure.core azure-core
azure.cosmos azure-cosmos
azure.eventhub azure-eventhub
azure.functions azure-functions
azure.identity azure-identity
azure.keyvault.secrets azure-keyvault-secrets
azure.servicebus azure-servicebus
azure.storage.blob azure-storage-blob
backports.tarfile backports.tarfile
backports.zoneinfo backports.zoneinfo
barcode python-barcode
bidi python-bidi
Bio biopython
bluetooth PyBluez
board adafruit-blinka
bs4 beautifulsoup4
bson pymongo
busio adafruit-blinka
cairo pycairo
camelot camelot-py
can python-can
cassandra cassandra-driver
ckeditor django-ckeditor
clr pythonnet
compressor django-compressor
corsheaders django-cors-headers
cpuinfo py-cpuinfo
crispy_forms django-crispy-forms
Crypto pycryptodome
Cryptodome pycryptodomex
cv2 opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless
dateutil python-dateutil
dbus dbus-python
debug_toolbar django-debug-toolbar
decouple python-decouple
delta delta-spark
digitalio adafruit-blinka
direct panda3d
discord discord.py py-cord
django_filters django-filter
dns dnspython
docx python-docx
dotenv python-dotenv
editor python-editor
enchant pyenchant
engineio python-engineio
environ django-environ
exiftool PyExifTool
factory factory-boy
faiss faiss-cpu
ffmpeg ffmpeg-python
fitz PyMuPDF
Foundation pyobjc-framework-Cocoa
fpdf fpdf2 fpdf
gflags python-gflags
gi PyGObject
git GitPython
github PyGithub
gitlab python-gitlab
gnupg python-gnupg
google.api_core google-api-core
google.auth google-auth
google.cloud.aiplatform google-cloud-aiplatform
google.cloud.bigquery google-cloud-bigquery
google.cloud.bigtable google-cloud-bigtable
google.cloud.datastore google-cloud-datastore
google.cloud.firestore google-cloud-firestore
google.cloud.logging google-cloud-logging
google.cloud.pubsub google-cloud-pubsub
google.cloud.pubsub_v1 google-cloud-pubsub
google.cloud.secretmanager google-cloud-secret-manager
google.cloud.spanner google-cloud-spanner
google.cloud.speech google-cloud-speech
google.cloud.storage google-cloud-storage
google.cloud.tasks_v2 google-cloud-tasks
google.cloud.translate google-cloud-translate
google.cloud.vision google-cloud-vision
google.genai google-genai
google.generativeai google-generativeai
google.oauth2 google-auth
google.protobuf protobuf
google.rpc googleapis-common-protos
googleapiclient google-api-python-client
graphql graphql-core
grpc grpcio
grpc_health grpcio-health-checking
grpc_reflection grpcio-reflection
grpc_status grpcio-status
grpc_tools grpcio-tools
guardian django-guardian
haiku dm-haiku
hamcrest PyHamcrest
haystack haystack-ai django-haystack
hydra hydra-core
ibis ibis-framework
imblearn imbalanced-learn
impala impyla
import_export django-import-export
iris scitools-iris
jenkins python-jenkins
jks pyjks
jose python-jose
jpype JPype1
jwt PyJWT
kafka kafka-python kafka-python-ng
keycloak python-keycloak
ldap python-ldap
Levenshtein Levenshtein python-Levenshtein
llama_cpp llama-cpp-python
llama_index.core llama-index-core
magic python-magic
markdown_it markdown-it-py
material mkdocs-material
mdx_math python-markdown-math
MeCab mecab-python3
memcache python-memcached
model_utils django-model-utils
mpl_toolkits matplotlib
mptt django-mptt
multipart python-multipart multipart
mysql.connector mysql-connector-python
MySQLdb mysqlclient
nacl PyNaCl
nats nats-py
newspaper newspaper3k newspaper4k
nio matrix-nio
nmap python-nmap
novaclient python-novaclient
objc pyobjc-core
odf odfpy
openbabel openbabel-wheel openbabel
OpenGL PyOpenGL
OpenGL_accelerate PyOpenGL-accelerate
opensearchpy opensearch-py
OpenSSL pyOpenSSL
osgeo GDAL
paddle paddlepaddle
paho paho-mqtt
pam python-pam
past future
pcap pypcap
pdfminer pdfminer.six
pgdb PyGreSQL
phonenumber_field django-phonenumber-field
PIL pillow
pinecone pinecone pinecone-client
pkcs11 python-pkcs11
pkg_resources setuptools
playhouse peewee
polymorphic django-polymorphic
pptx python-pptx
progressbar progressbar2 progressbar
psycopg2 psycopg2-binary psycopg2
pygame pygame pygame-ce
pylab matplotlib
pynvml nvidia-ml-py pynvml
pythoncom pywin32
pythonjsonlogger python-json-logger
pywintypes pywin32
pyximport Cython
Quartz pyobjc-framework-Quartz
rapidjson python-rapidjson
readability readability-lxml
rediscluster redis-py-cluster
rest_framework djangorestframework
rest_framework_simplejwt djangorestframework-simplejwt
robot robotframework
rosetta django-rosetta
RPi.GPIO RPi.GPIO
rtmidi python-rtmidi
ruamel.yaml ruamel.yaml
ruamel.yaml.clib ruamel.yaml.clib
saml2 pysaml2
sass libsass
serial pyserial
serial_asyncio pyserial-asyncio
shapefile pyshp
simple_history django-simple-history
skimage scikit-image
sklearn scikit-learn
sklego scikit-lego
skopt scikit-optimize
sksparse scikit-sparse
skvideo scikit-video
slack slackclient
slugify python-slugify
smbus smbus-cffi
snappy python-snappy
snowflake.connector snowflake-connector-python
social_core social-auth-core
social_django social-auth-app-django
socketio python-socketio
socks PySocks
sonnet dm-sonnet
speech_recognition SpeechRecognition
speedtest speedtest-cli
stdnum python-stdnum
Stemmer PyStemmer
stomp stomp.py
storages django-storages
surprise scikit-surprise
swiftclient python-swiftclient
tabula tabula-py
taggit django-taggit
talib TA-Lib
TCLIService PyHive
telebot pyTelegramBotAPI
telegram python-telegram-bot
tensorflow tensorflow tensorflow-cpu
tinymce django-tinymce
tlz toolz
tree dm-tree
treebeard django-treebeard
umap umap-learn
usb pyusb
usb1 libusb1
vcr vcrpy
vlc python-vlc
vtkmodules vtk
waffle django-waffle
weaviate weaviate-client
websocket websocket-client
whois python-whois
wikipediaapi Wikipedia-API
win32api pywin32
win32clipboard pywin32
win32com pywin32
win32con pywin32
win32event pywin32
win32file pywin32
win32gui pywin32
win32process pywin32
win32security pywin32
win32service pywin32
win32serviceutil pywin32
win32ui pywin32
winerror pywin32
wx wxPython
xdist pytest-xdist
Xlib python-xlib
yaml PyYAML
z3 z3-solver
zipstream zipstream-ng zipstream
zmq pyzmq
zope.component zope.component
zope.interface zope.interface
"""

KNOWN_MODULES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {line.split()[0]: tuple(line.split()[1:]) for line in _TABLE.strip().splitlines()}
)
